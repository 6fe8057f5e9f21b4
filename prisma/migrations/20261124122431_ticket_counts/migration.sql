-- CreateTable
CREATE TABLE "TicketCount" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "isDetailed" BOOLEAN NOT NULL,
    "statusId" INTEGER NOT NULL,
    "categoryId" INTEGER NOT NULL,
    "updatedByUser" BOOLEAN NOT NULL,
    "updatedForStaff" BOOLEAN NOT NULL,
    "isAssigned" BOOLEAN NOT NULL,
    "assigneeId" INTEGER,
    "priority" INTEGER,
    "count" INTEGER NOT NULL,

    CONSTRAINT "TicketCount_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "TicketCount_key_idx" ON "TicketCount"("key");

-- CreateIndex
CREATE INDEX "TicketCount_isDetailed_assigneeId_idx" ON "TicketCount"("isDetailed", "assigneeId");

-- CreateIndex
CREATE INDEX "TicketCount_categoryId_idx" ON "TicketCount"("categoryId");

-- AddForeignKey
ALTER TABLE "TicketCount" ADD CONSTRAINT "TicketCount_statusId_fkey" FOREIGN KEY ("statusId") REFERENCES "TicketStatus"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketCount" ADD CONSTRAINT "TicketCount_categoryId_fkey" FOREIGN KEY ("categoryId") REFERENCES "Category"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketCount" ADD CONSTRAINT "TicketCount_assigneeId_fkey" FOREIGN KEY ("assigneeId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- ── Counts kept by triggers ─────────────────────────────────────────────────────────────────────────────────────────
-- A change adds to a row of its values that nobody has locked, and makes one where there is none. So there are as many rows
-- of the same values as changes that ever met, no change waits for another, and the sum is exact in every snapshot.
-- Most rows are updated again and again: with room in the pages and "count" in no index, that stays in place.
ALTER TABLE "TicketCount" SET (fillfactor = 60);

CREATE FUNCTION add_to_ticket_counts(
  status int, category int, by_user boolean, for_staff boolean, assignee int, urgency int, amount int
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  detailed boolean;
  row_key text;
  row_id int;
BEGIN
  FOREACH detailed IN ARRAY '{f,t}'::boolean[] LOOP
    row_key := concat_ws(' ', status, category, by_user::int, for_staff::int,
      CASE WHEN detailed THEN concat(coalesce(assignee, 0), ' ', urgency) WHEN assignee IS NULL THEN 'free' ELSE 'taken' END);
    SELECT "id" INTO row_id FROM "TicketCount" WHERE "key" = row_key LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF FOUND THEN
      UPDATE "TicketCount" SET "count" = "count" + amount WHERE "id" = row_id;
      CONTINUE;
    END IF;
    -- An assignee who is being deleted may have lost their rows already.
    INSERT INTO "TicketCount" ("key", "isDetailed", "statusId", "categoryId", "updatedByUser", "updatedForStaff", "isAssigned",
      "assigneeId", "priority", "count")
    SELECT row_key, detailed, status, category, by_user, for_staff, assignee IS NOT NULL,
      CASE WHEN detailed THEN assignee END, CASE WHEN detailed THEN urgency END, amount
    WHERE NOT detailed OR assignee IS NULL OR EXISTS (SELECT FROM "User" WHERE "id" = assignee);
  END LOOP;
END $$;

CREATE FUNCTION ticket_counts_after_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM add_to_ticket_counts("statusId", "categoryId", "updatedByUser", "updatedForStaff", "assigneeId", "priority", amount)
  FROM (
    SELECT "statusId", "categoryId", "updatedByUser", "updatedForStaff", "assigneeId", "priority", count(*)::int AS amount
    FROM added GROUP BY 1, 2, 3, 4, 5, 6
  ) changes;
  RETURN NULL;
END $$;

CREATE FUNCTION ticket_counts_after_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM add_to_ticket_counts("statusId", "categoryId", "updatedByUser", "updatedForStaff", "assigneeId", "priority", -amount)
  FROM (
    SELECT "statusId", "categoryId", "updatedByUser", "updatedForStaff", "assigneeId", "priority", count(*)::int AS amount
    FROM gone GROUP BY 1, 2, 3, 4, 5, 6
  ) changes;
  RETURN NULL;
END $$;

CREATE FUNCTION ticket_counts_after_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM add_to_ticket_counts("statusId", "categoryId", "updatedByUser", "updatedForStaff", "assigneeId", "priority", amount)
  FROM (
    SELECT "statusId", "categoryId", "updatedByUser", "updatedForStaff", "assigneeId", "priority", sum(sign)::int AS amount
    FROM (SELECT *, -1 AS sign FROM gone UNION ALL SELECT *, 1 FROM added) versions
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(sign) <> 0
  ) changes;
  RETURN NULL;
END $$;

CREATE TRIGGER ticket_counts_insert AFTER INSERT ON "Ticket"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ticket_counts_after_insert();
CREATE TRIGGER ticket_counts_update AFTER UPDATE ON "Ticket"
  REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ticket_counts_after_update();
CREATE TRIGGER ticket_counts_delete AFTER DELETE ON "Ticket"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION ticket_counts_after_delete();

-- Counts all tickets; for tickets that came past the triggers.
CREATE FUNCTION recount_tickets() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE "Ticket" IN SHARE MODE;
  DELETE FROM "TicketCount";
  PERFORM add_to_ticket_counts("statusId", "categoryId", "updatedByUser", "updatedForStaff", "assigneeId", "priority", amount)
  FROM (
    SELECT "statusId", "categoryId", "updatedByUser", "updatedForStaff", "assigneeId", "priority", count(*)::int AS amount
    FROM "Ticket" GROUP BY 1, 2, 3, 4, 5, 6
  ) all_tickets;
END $$;
SELECT recount_tickets();
