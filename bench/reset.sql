-- Takes back what the workloads write, so that every run finds the data of seed.sql. Numbers of new rows begin at ten million.
DELETE FROM "Comment" WHERE id > 10000000;
DELETE FROM "TicketEvent";
DELETE FROM "TicketParticipant" participant USING "Ticket" ticket
  WHERE ticket.id = "ticketId" AND ticket.version > 1 AND "userId" <> "submitterId";
UPDATE "Ticket" ticket SET version = 1, "updatedByUser" = false, "updatedByStaff" = false, "updatedForStaff" = false,
    "statusId" = seeded.status, "updatedAt" = timestamptz '2025-01-02Z' + id * interval '13 seconds',
    "startedAt" = CASE WHEN seeded.status <> 1 THEN timestamptz '2025-01-01Z' + id * interval '14 seconds' END,
    "resolvedAt" = CASE WHEN seeded.status = 3 THEN timestamptz '2025-01-02Z' + id * interval '13 seconds' END,
    "lastUpdatedById" = 1 + abs(hashint8(id::bigint * 31 + 14000042)::bigint) % 50
  FROM (
    SELECT id AS seeded_id,
      (ARRAY[1,2,2,20004,3,3,3,3,3,3,3,3,3,3,3,3,3,3,3,3])[1 + abs(hashint8(id::bigint * 31 + 9000027)::bigint) % 20] AS status
    FROM "Ticket" WHERE version > 1
  ) seeded
  WHERE id = seeded_id;
