-- What texts are ranked by: whole words or beginnings. The time goes by the number of parts, so for beginnings of the very same
-- words, which include the whole ones, it is these alone; the weights are the same.
CREATE OR REPLACE FUNCTION ranking_query(whole tsquery, beginnings tsquery) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN replace(beginnings::text, ':*', '') = whole::text THEN beginnings ELSE whole || beginnings END;
