-- ── The latest tickets that a query finds, at the same cost in small and large desks ────────────────────────────────
-- The indexes of texts also hold the blocks of numbers that a ticket is in, a small and a large one, so that a query can be asked
-- of the latest tickets alone, and only then of older ones.
CREATE FUNCTION ticket_blocks(ticket_id int) RETURNS int[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ARRAY[ticket_id / 1024, -1 - ticket_id / 32768];

-- New texts wait in a list that every query reads to its end; it is kept short.
DROP INDEX "TicketSearch_publicText_idx";
CREATE INDEX "TicketSearch_publicText_blocks_idx" ON "TicketSearch"
  USING gin ("publicText", ticket_blocks("ticketId")) WITH (gin_pending_list_limit = 256);
DROP INDEX "TicketSearch_staffText_idx";
CREATE INDEX "TicketSearch_staffText_blocks_idx" ON "TicketSearch"
  USING gin ("staffText", ticket_blocks("ticketId")) WITH (gin_pending_list_limit = 256);

-- How many tickets a query finds, by PostgreSQL's own statistics.
CREATE FUNCTION expected_ticket_matches(for_staff boolean, query tsquery) RETURNS float LANGUAGE plpgsql AS $$
DECLARE
  plan json;
BEGIN
  EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM "TicketSearch" WHERE %I @@ %L::tsquery',
    CASE WHEN for_staff THEN 'staffText' ELSE 'publicText' END, query) INTO plan;
  RETURN greatest((plan->0->'Plan'->>'Plan Rows')::float, 1);
END $$;

-- All tickets that a query finds are put together: for what few have. Only the index of texts is left to the planner.
CREATE FUNCTION ticket_matches_of_index(for_staff boolean, query tsquery, wanted int) RETURNS int[] LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_indexscan = off SET plan_cache_mode = force_custom_plan SET jit = off AS $$
BEGIN
  IF for_staff THEN
    RETURN ARRAY(SELECT "ticketId" FROM "TicketSearch" WHERE "staffText" @@ query ORDER BY "ticketId" DESC LIMIT wanted);
  END IF;
  RETURN ARRAY(SELECT "ticketId" FROM "TicketSearch" WHERE "publicText" @@ query ORDER BY "ticketId" DESC LIMIT wanted);
END $$;

-- As before, in parts that others use too: the newest tickets are looked through as they are where a query is expected to find many.
CREATE OR REPLACE FUNCTION ticket_matches(for_staff boolean, query tsquery, wanted int) RETURNS int[] LANGUAGE plpgsql
  SET enable_seqscan = off SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
  total float := (SELECT greatest(reltuples, 1) FROM pg_class WHERE oid = '"TicketSearch"'::regclass);
  expected float := expected_ticket_matches(for_staff, query);
  reach float := 1.5 * wanted * total / expected;
  found_ids int[];
BEGIN
  IF reach < 2 * expected THEN
    EXECUTE format(
      'SELECT ARRAY(SELECT "ticketId" FROM (SELECT * FROM "TicketSearch" ORDER BY "ticketId" DESC LIMIT %s) newest WHERE %I @@ %L::tsquery LIMIT %s)',
      ceil(reach)::bigint, CASE WHEN for_staff THEN 'staffText' ELSE 'publicText' END, query, wanted) INTO found_ids;
    IF cardinality(found_ids) = wanted THEN
      RETURN found_ids;
    END IF;
  END IF;
  RETURN ticket_matches_of_index(for_staff, query, wanted);
END $$;

-- The latest tickets up to `latest` that a query finds, and how well they fit `ranking` where there is one. Looked at are the latest
-- two thousand numbers, then as many as the density found so far makes likely to be enough, so that common words end after two steps; rare
-- ones are found at once if PostgreSQL's statistics, too, say that they are rare, and come without weights. The numbers have a plus
-- sign so that the planner keeps to the index of texts; its plan is kept.
CREATE FUNCTION ticket_matches_by_blocks(
  latest int, for_staff boolean, query tsquery, wanted int, ranking tsquery, OUT ids int[], OUT weights real[]
) LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_indexscan = off SET plan_cache_mode = force_generic_plan SET jit = off AS $$
DECLARE
  newest int := latest;
  span int := 2048;
  block_size int;
  earliest int;
  blocks int[];
  more_ids int[];
  more_weights real[];
BEGIN
  ids := '{}';
  weights := '{}';
  WHILE latest >= 0 AND cardinality(ids) < wanted LOOP
    block_size := CASE WHEN span <= 32768 THEN 1024 ELSE 32768 END;
    earliest := greatest(latest - span + 1, 0) / block_size * block_size;
    blocks := ARRAY(
      SELECT CASE block_size WHEN 1024 THEN block ELSE -1 - block END
      FROM generate_series(earliest / block_size, latest / block_size) block
    );
    IF for_staff THEN
      SELECT array_agg(id), array_agg(ts_rank_cd(document, ranking)) INTO more_ids, more_weights FROM (
        SELECT "ticketId" AS id, "publicText" AS document FROM "TicketSearch"
        WHERE "staffText" @@ query AND ticket_blocks("ticketId") && blocks AND +"ticketId" <= latest
        ORDER BY "ticketId" DESC LIMIT wanted - cardinality(ids)
      ) found;
    ELSE
      SELECT array_agg(id), array_agg(ts_rank_cd(document, ranking)) INTO more_ids, more_weights FROM (
        SELECT "ticketId" AS id, "publicText" AS document FROM "TicketSearch"
        WHERE "publicText" @@ query AND ticket_blocks("ticketId") && blocks AND +"ticketId" <= latest
        ORDER BY "ticketId" DESC LIMIT wanted - cardinality(ids)
      ) found;
    END IF;
    ids := ids || more_ids;
    weights := weights || more_weights;
    latest := earliest - 1;

    IF cardinality(ids) >= 4 THEN
      span := least((newest - earliest) * 1.05 * (wanted - cardinality(ids)) / cardinality(ids) + 1024, 1 << 30);
    ELSIF span = 16384 AND expected_ticket_matches(for_staff, query) < 5000 THEN
      ids := ticket_matches_of_index(for_staff, query, wanted);
      weights := '{}';
      RETURN;
    ELSE
      span := least(span::bigint * 8, 1 << 30);
    END IF;
  END LOOP;
END $$;

-- The latest tickets that a query finds, with weights where `ranking` asks for them. Beginnings of words count when whole words do not
-- fill a page: a beginning may stand for very many words, which every step through blocks would have to put together anew.
DROP FUNCTION latest_ticket_matches(boolean, tsquery, tsquery, int);
CREATE FUNCTION latest_ticket_matches(for_staff boolean, whole tsquery, beginnings tsquery, wanted int, ranking tsquery)
  RETURNS TABLE (id int, weight real) LANGUAGE plpgsql ROWS 200 AS $$
DECLARE
  latest int := (SELECT max("ticketId") FROM "TicketSearch");
  found_ids int[] := '{}';
  weights real[] := '{}';
BEGIN
  IF numnode(whole) > 0 THEN
    SELECT * INTO found_ids, weights FROM ticket_matches_by_blocks(latest, for_staff, whole, wanted, ranking);
  END IF;
  IF cardinality(found_ids) < least(wanted, 25) AND numnode(beginnings) > 0 THEN
    found_ids := ticket_matches(for_staff, whole || beginnings, wanted);
    weights := '{}';
  END IF;
  IF ranking IS NULL OR cardinality(weights) = cardinality(found_ids) THEN
    RETURN QUERY SELECT * FROM unnest(found_ids, weights);
  ELSE
    RETURN QUERY SELECT "ticketId", ts_rank_cd("publicText", ranking)
      FROM unnest(found_ids) found_id JOIN "TicketSearch" ON "ticketId" = found_id;
  END IF;
END $$;
