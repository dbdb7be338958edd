-- Prints a tag as companies show it.
CREATE OR REPLACE FUNCTION tag_print(t tag) RETURNS json LANGUAGE sql STABLE
    RETURN row_to_json(ROW(t.id, t.key, t.name)::tag_printed);
