-- find_sender: how an app speaks in its mail.
SELECT name, storefront_url, default_language,
       coalesce(mail_sender_name, name) AS sender_name
  FROM app
 WHERE app_id = :app;

-- add: keep a mail that is to be sent, in the transaction that gives the reason for it.
INSERT INTO mail (app_id, recipient, template, language, sender_name, subject,
                  body_text, body_html, due_at, created_at)
VALUES (:app, :to, :template, :language, :sender_name, :subject, :text, :html,
        :now, :now)
RETURNING id;

-- claim_of_every_app: take mails that are due, oldest first. Nobody else takes them until
-- the lease ends; then whoever took them is thought to be dead.
WITH due AS MATERIALIZED (
    SELECT m.app_id, m.id
      FROM mail AS m
     WHERE m.state = 'queued' AND m.due_at <= :now
     ORDER BY m.due_at
     LIMIT :most
       FOR UPDATE SKIP LOCKED)
UPDATE mail AS m
   SET due_at = :lease_ends, attempts = m.attempts + 1
  FROM due
 WHERE m.app_id = due.app_id AND m.id = due.id
RETURNING m.id, m.app_id AS app, m.recipient AS "to", m.subject, m.template, m.language,
          m.state, m.attempts, m.error, m.created_at, m.due_at, m.finished_at,
          m.sender_name, m.body_text AS text, m.body_html AS html;

-- finish: a mail is out of the house, or given up: what it said is forgotten.
UPDATE mail
   SET state = :state, error = :error, finished_at = :now, due_at = NULL,
       body_text = NULL, body_html = NULL
 WHERE app_id = :app AND id = :id AND state = 'queued'
   AND (:attempts::integer IS NULL OR attempts = :attempts)
RETURNING id;

-- postpone: a mail could not be delivered now; unless somebody else has taken it since,
-- it is due again later.
UPDATE mail
   SET due_at = :due_at, error = :error
 WHERE app_id = :app AND id = :id AND state = 'queued' AND attempts = :attempts
RETURNING id;

-- list_newest: an app's latest mails, newest first.
SELECT id, app_id AS app, recipient AS "to", subject, template, language, state,
       attempts, error, created_at, due_at, finished_at
  FROM mail
 WHERE app_id = :app AND (:state::text IS NULL OR state = :state)
 ORDER BY id DESC
 LIMIT :most;

-- list_newest_of_every_app: the latest mails of the installation, newest first.
SELECT id, app_id AS app, recipient AS "to", subject, template, language, state,
       attempts, error, created_at, due_at, finished_at
  FROM mail
 WHERE :state::text IS NULL OR state = :state
 ORDER BY id DESC
 LIMIT :most;

-- find_of_every_app: one mail, with what it says unless it is delivered.
SELECT id, app_id AS app, recipient AS "to", subject, template, language, state,
       attempts, error, created_at, due_at, finished_at, sender_name,
       body_text AS text, body_html AS html
  FROM mail
 WHERE id = :id;

-- purge_of_every_app: forget the envelopes of old mails, some at a time.
DELETE FROM mail
 WHERE (app_id, id) IN (
        SELECT app_id, id FROM mail
         WHERE finished_at < :expired
         ORDER BY finished_at LIMIT 1000)
RETURNING id;
