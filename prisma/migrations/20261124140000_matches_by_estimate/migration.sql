-- ── The latest tickets that a query finds, at the least cost ────────────────────────────────────────────────────────
-- Words that many tickets have are found by looking through the newest tickets, rare ones through the index. PostgreSQL's own
-- statistics tell how many tickets a query may find; its planner reckons a look into a text as free and an index as dear, so the
-- choice is made here. Looking through a ticket takes about half the time of fetching one that the index has found.
DROP FUNCTION latest_ticket_matches(boolean, tsquery, int);

CREATE FUNCTION ticket_matches(for_staff boolean, query tsquery, wanted int) RETURNS int[] LANGUAGE plpgsql
  SET enable_seqscan = off SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
  total float := (SELECT greatest(reltuples, 1) FROM pg_class WHERE oid = '"TicketSearch"'::regclass);
  document text := CASE WHEN for_staff THEN 'staffText' ELSE 'publicText' END;
  plan json;
  expected float;
  reach float;
  found_ids int[];
BEGIN
  EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM "TicketSearch" WHERE %I @@ %L::tsquery', document, query) INTO plan;
  expected := greatest((plan->0->'Plan'->>'Plan Rows')::float, 1);
  reach := 1.5 * wanted * total / expected;
  IF reach < 2 * expected THEN
    EXECUTE format(
      'SELECT ARRAY(SELECT "ticketId" FROM (SELECT * FROM "TicketSearch" ORDER BY "ticketId" DESC LIMIT %s) newest WHERE %I @@ %L::tsquery LIMIT %s)',
      ceil(reach)::bigint, document, query, wanted) INTO found_ids;
    IF cardinality(found_ids) = wanted THEN
      RETURN found_ids;
    END IF;
  END IF;

  -- Without index scans only the index of texts is left. They are on again when the function ends.
  PERFORM set_config('enable_indexscan', 'off', true);
  EXECUTE format(
    'SELECT ARRAY(SELECT "ticketId" FROM "TicketSearch" WHERE %I @@ %L::tsquery ORDER BY "ticketId" DESC LIMIT %s)',
    document, query, wanted) INTO found_ids;
  PERFORM set_config('enable_indexscan', 'on', true);
  RETURN found_ids;
END $$;

-- Beginnings of words count when whole words do not fill a page: a beginning may stand for very many words.
CREATE FUNCTION latest_ticket_matches(for_staff boolean, whole tsquery, beginnings tsquery, wanted int) RETURNS SETOF int
  LANGUAGE plpgsql ROWS 200 AS $$
DECLARE
  found_ids int[] := '{}';
BEGIN
  IF numnode(whole) > 0 THEN
    found_ids := ticket_matches(for_staff, whole, wanted);
  END IF;
  IF cardinality(found_ids) < least(wanted, 25) AND numnode(beginnings) > 0 THEN
    found_ids := ticket_matches(for_staff, whole || beginnings, wanted);
  END IF;
  RETURN QUERY SELECT unnest(found_ids);
END $$;
