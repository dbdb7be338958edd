-- Prints a store group as it is shown inside a company.
CREATE OR REPLACE FUNCTION store_group_print(g store_group) RETURNS json LANGUAGE sql STABLE
    RETURN row_to_json(ROW(
        g.country_of_sale, printed(g.created_at), g.description, g.id, g.name, g.slug,
        g.store_type, printed(g.updated_at))::store_group_printed);
