-- ── The latest tickets that a query finds, by the words of blocks ───────────────────────────────────────────────────
-- A second index holds the words of a ticket together with the block of 4,096 numbers that it is in, so that the tickets of a block
-- that have a word are one entry. Before, every step also walked through all tickets of its blocks. Only texts for staff are
-- indexed: public ones are a part of them, so what these find is looked at again.
DROP FUNCTION latest_ticket_matches(boolean, tsquery, tsquery, int, tsquery);
DROP FUNCTION ticket_matches_by_blocks(int, boolean, tsquery, int, tsquery);
DROP FUNCTION ticket_matches(boolean, tsquery, int);
DROP FUNCTION ticket_matches_of_index(boolean, tsquery, int);
DROP INDEX "TicketSearch_publicText_blocks_idx";
DROP INDEX "TicketSearch_staffText_blocks_idx";
DROP FUNCTION ticket_blocks(int);

-- Words are cut, since the length of one that an index takes has a limit. The block itself is a word, too, for what has no others.
CREATE FUNCTION block_words(document tsvector, ticket_id int) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN array_to_tsvector(ARRAY(
    SELECT (ticket_id / 4096)::text || ' ' || left(word, 40) FROM unnest(tsvector_to_array(document) || ''::text) word
  ));

-- The text of a query for `block_words` that finds all that `query` does and maybe more: what is excluded is not looked at, and words of
-- a phrase may stand anywhere. The character 1, which no word has, stands in the place of a block's number.
CREATE FUNCTION block_query(query tsquery) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE querytree(query) WHEN 'T' THEN E'''\001 ''' ELSE
    regexp_replace(
      regexp_replace(querytree(query), ' <(-|\d+)> ', ' & ', 'g'),
      '''((?:[^''\\]|''''|\\\\){1,40})(?:[^''\\]|''''|\\\\)*''', E'''\001 \\1''', 'g'
    )
  END;

-- New texts wait in a list that every query reads to its end; it is kept short.
CREATE INDEX "TicketSearch_staffText_idx" ON "TicketSearch" USING gin ("staffText") WITH (gin_pending_list_limit = 256);
CREATE INDEX "TicketSearch_staffText_blocks_idx" ON "TicketSearch"
  USING gin (block_words("staffText", "ticketId")) WITH (gin_pending_list_limit = 256);

-- All tickets that a query finds are put together: for what few have. Only the index of texts is left to the planner.
CREATE FUNCTION ticket_matches_of_index(for_staff boolean, query tsquery, wanted int) RETURNS int[] LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_indexscan = off SET plan_cache_mode = force_custom_plan SET jit = off AS $$
BEGIN
  IF for_staff THEN
    RETURN ARRAY(SELECT "ticketId" FROM "TicketSearch" WHERE "staffText" @@ query ORDER BY "ticketId" DESC LIMIT wanted);
  END IF;
  RETURN ARRAY(
    SELECT "ticketId" FROM "TicketSearch" WHERE "staffText" @@ querytree(query)::tsquery AND "publicText" @@ query
    ORDER BY "ticketId" DESC LIMIT wanted
  );
END $$;

-- The latest tickets up to `latest` that a query finds, and how well they fit `ranking` where there is one. They are looked for block by
-- block until there are enough. What the first blocks have hardly any of is found at once if PostgreSQL's statistics, too, say that it
-- is rare, and comes without weights. The order has a plus sign so that the planner keeps to the index of blocks; its plan is kept.
CREATE FUNCTION ticket_matches_by_blocks(
  latest int, for_staff boolean, query tsquery, wanted int, ranking tsquery, OUT ids int[], OUT weights real[]
) LANGUAGE plpgsql
  SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET jit = off AS $$
DECLARE
  words text := block_query(query);
  span int := 16;
  newest int := latest / 4096;
  oldest int;
  more_ids int[];
  more_weights real[];
BEGIN
  ids := '{}';
  weights := '{}';
  WHILE newest IS NOT NULL LOOP
    oldest := greatest(newest - span + 1, 0);
    SELECT array_agg(id), array_agg(weight) INTO more_ids, more_weights FROM (
      SELECT of_block.* FROM generate_series(newest, oldest, -1) block CROSS JOIN LATERAL (
        SELECT "ticketId" AS id, ts_rank_cd("publicText", ranking) AS weight FROM "TicketSearch"
        WHERE block_words("staffText", "ticketId") @@ replace(words, E'\001', block::text)::tsquery
          AND CASE WHEN for_staff THEN "staffText" ELSE "publicText" END @@ query
        ORDER BY +"ticketId" DESC LIMIT wanted
      ) of_block LIMIT wanted - cardinality(ids)
    ) found;
    ids := ids || more_ids;
    weights := weights || more_weights;
    EXIT WHEN cardinality(ids) >= wanted;

    newest := (SELECT "ticketId" / 4096 FROM "TicketSearch" WHERE "ticketId" < oldest * 4096 ORDER BY "ticketId" DESC LIMIT 1);
    span := least(span * 16, 65536);
    IF newest IS NOT NULL AND cardinality(ids) < 4 AND querytree(query) <> 'T' AND expected_ticket_matches(for_staff, query) < 5000 THEN
      ids := ticket_matches_of_index(for_staff, query, wanted);
      weights := '{}';
      RETURN;
    END IF;
  END LOOP;
END $$;

-- The latest tickets that a query finds, with weights where `ranking` asks for them. Beginnings of words count when whole words do not
-- fill a page: a beginning may stand for very many words.
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
    SELECT * INTO found_ids, weights FROM ticket_matches_by_blocks(latest, for_staff, whole || beginnings, wanted, ranking);
  END IF;
  IF ranking IS NULL OR cardinality(weights) = cardinality(found_ids) THEN
    RETURN QUERY SELECT * FROM unnest(found_ids, weights);
  ELSE
    RETURN QUERY SELECT "ticketId", ts_rank_cd("publicText", ranking)
      FROM unnest(found_ids) found_id JOIN "TicketSearch" ON "ticketId" = found_id;
  END IF;
END $$;
