-- estimate: how many companies there are, were added, were changed, or have each of some
-- demands, as PostgreSQL guesses.
SELECT e.every, e.created, e.updated, e.fitting
  FROM search_estimates(:app, :demands, :created_from, :created_to,
                        :updated_from, :updated_to) AS e;
