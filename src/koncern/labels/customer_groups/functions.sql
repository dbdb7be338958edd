-- Prints a customer group as companies show it.
CREATE OR REPLACE FUNCTION customer_group_print(g customer_group) RETURNS json
    LANGUAGE sql STABLE
    RETURN row_to_json(ROW(g.id, g.name, g.slug)::customer_group_printed);
