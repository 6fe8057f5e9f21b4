-- ── The latest tickets that a query finds ───────────────────────────────────────────────────────────────────────────
-- The newest tickets are looked through as they are, which finds the common words; then the index is asked about more of them,
-- and about all of them only for words that are rare. The planner cannot know how rare the beginning of a word is, and walks
-- through a million tickets for one that nobody wrote; so it is told to use the index here.
CREATE FUNCTION latest_ticket_matches(for_staff boolean, query tsquery, wanted int) RETURNS SETOF int LANGUAGE plpgsql STABLE ROWS 200
  SET enable_indexscan = on SET enable_seqscan = off SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
  newest int := (SELECT coalesce(max("ticketId"), 0) FROM "TicketSearch");
  found_ids int[];
BEGIN
  found_ids := ARRAY(
    SELECT recent."ticketId" FROM (SELECT * FROM "TicketSearch" ORDER BY "ticketId" DESC LIMIT wanted * 10) recent
    WHERE CASE WHEN for_staff THEN recent."staffText" ELSE recent."publicText" END @@ query LIMIT wanted
  );
  IF cardinality(found_ids) = wanted OR newest <= wanted * 10 THEN
    RETURN QUERY SELECT unnest(found_ids);
    RETURN;
  END IF;

  -- It is on again when the function ends.
  PERFORM set_config('enable_indexscan', 'off', true);
  FOREACH newest IN ARRAY ARRAY[newest - wanted * 100, 0] LOOP
    CONTINUE WHEN newest < 0;
    IF for_staff THEN
      found_ids := ARRAY(
        SELECT "ticketId" FROM "TicketSearch" WHERE "staffText" @@ query AND "ticketId" > newest ORDER BY "ticketId" DESC LIMIT wanted
      );
    ELSE
      found_ids := ARRAY(
        SELECT "ticketId" FROM "TicketSearch" WHERE "publicText" @@ query AND "ticketId" > newest ORDER BY "ticketId" DESC LIMIT wanted
      );
    END IF;
    EXIT WHEN cardinality(found_ids) = wanted;
  END LOOP;
  RETURN QUERY SELECT unnest(found_ids);
END $$;
