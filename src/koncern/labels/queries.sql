-- hold: keep a label and the companies that show it for a change; return those, or
-- nothing if they are too many to be held.
SELECT label_lock_companies(:app, :kind, :label, :most) AS companies;

-- render: let some companies show their labels as they are now.
-- It writes.
SELECT label_render(:app, :companies, :now);

-- put_on: put a label on companies; return those that did not have it, and record each.
-- It writes.
SELECT label_put_on(:app, :kind, :label, :companies, :told, :now,
                    :actor_kind, :actor, :request_id) AS companies;

-- take_off: take a label from companies; return those that had it, and record each.
-- It writes.
SELECT label_take_off(:app, :kind, :label, :companies, :told, :now,
                      :actor_kind, :actor, :request_id) AS companies;

-- render_later: let all companies that show a label be rendered behind its change.
INSERT INTO label_rendering (app_id, kind, label, created_at)
VALUES (:app, :kind, :label, :now);
