-- Deterministic help-desk data for measurements, :tickets of them, into an empty, migrated database.
-- Row numbers alone decide every value, so that two databases of one size are equal.
CREATE FUNCTION pg_temp.pick(row_number bigint, salt int, choices bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  $$ SELECT abs(hashint8(row_number * 31 + salt * 1000003)::bigint) % choices $$;

INSERT INTO "TicketStatus" (id, name, "nameKey", position) VALUES (20004, 'Waiting for user', 'waiting for user', 4);
INSERT INTO "Section" (id, name, "nameKey", position) SELECT i, 'Section ' || i, 'section ' || i, i FROM generate_series(1, 5) i;
INSERT INTO "Category" (id, name, "sectionId", position) SELECT i, 'Category ' || i, (i - 1) / 6 + 1, i FROM generate_series(1, 30) i;
INSERT INTO "Tag" (id, name, "nameKey") SELECT i, 'tag' || i, 'tag' || i FROM generate_series(1, 60) i;
INSERT INTO "CustomField" (id, name, type, position) SELECT i, 'Field ' || i, 'TEXT', i FROM generate_series(1, 6) i;
INSERT INTO "Company" (id, name, "nameKey", "emailDomains")
  SELECT i, 'Company ' || i, 'company ' || i, ARRAY['c' || i || '.example'] FROM generate_series(1, greatest(20, :tickets / 500)) i;
INSERT INTO "Department" (id, name, key, "companyId")
  SELECT i, 'Department ' || i, c || ':department ' || i, c
  FROM generate_series(1, greatest(60, :tickets / 200)) i, LATERAL (SELECT 1 + i % greatest(20, :tickets / 500) AS c) company;

INSERT INTO "User" (id, username, "usernameKey", email, "emailKey", "firstName", "lastName", "fullName", "isAdmin", "companyId", "departmentId")
  SELECT i, 'user' || i, 'user' || i, 'user' || i || '@c' || i % 20 || '.example', 'user' || i || '@c' || i % 20 || '.example',
    'First' || i, 'Last' || i, 'First' || i || ' Last' || i, i <= 3,
    1 + i % greatest(20, :tickets / 500), 1 + i % greatest(60, :tickets / 200)
  FROM generate_series(1, greatest(500, :tickets / 20)) i;
INSERT INTO "CategoryTechnician" ("categoryId", "userId")
  SELECT c, u FROM generate_series(1, 30) c, generate_series(4, 50) u WHERE pg_temp.pick(u, c, 2) = 0;
INSERT INTO "AccessToken" ("userId", name, prefix, "tokenHash")
  SELECT i, 'bench', 'bench', encode(sha256(('bench-token-' || i)::bytea), 'hex') FROM generate_series(1, 100) i;

ALTER TABLE "Ticket" DISABLE TRIGGER USER;
ALTER TABLE "Comment" DISABLE TRIGGER USER;
ALTER TABLE "TicketTag" DISABLE TRIGGER USER;
ALTER TABLE "CustomFieldValue" DISABLE TRIGGER USER;
ALTER TABLE "Attachment" DISABLE TRIGGER USER;

WITH words AS (SELECT
  '{printer,laptop,mailbox,vpn,monitor,keyboard,router,server,database,invoice,license,password,calendar,browser,projector,scanner,badge,phone,headset,backup,firewall,intranet,spreadsheet,payroll,contract,camera,tablet,switch,cable,website,domain,certificate,newsletter,webcam,mouse,dock,charger,storage,report,dashboard}'::text[] AS thing,
  '{offline,slow,broken,missing,locked,expired,crashing,frozen,rejected,duplicated,unreachable,corrupted,misconfigured,overheating,disconnected,blank,outdated,stolen,noisy,flickering,delayed,unresponsive,incomplete,wrong,blocked}'::text[] AS state)
INSERT INTO "Ticket" (id, subject, body, "statusId", priority, "categoryId", "submitterId", "assigneeId", "dueDate", "createdAt", "updatedAt",
  "startedAt", "resolvedAt", "lastUpdatedById")
  SELECT i,
    initcap(thing[1 + pg_temp.pick(i, 1, 40)]) || ' ' || state[1 + pg_temp.pick(i, 2, 25)] || ' in room ' || 100 + pg_temp.pick(i, 3, 400),
    'Hello team, since this morning the ' || thing[1 + pg_temp.pick(i, 1, 40)] || ' in our department looks ' || state[1 + pg_temp.pick(i, 2, 25)]
      || '. I restarted it twice and checked the ' || thing[1 + pg_temp.pick(i, 4, 40)] || ' as the guide says, but it is still '
      || state[1 + pg_temp.pick(i, 5, 25)] || '. It blocks ' || 1 + pg_temp.pick(i, 6, 30) || ' colleagues, so a quick answer helps. Asset number '
      || pg_temp.pick(i, 7, 90000) || '. ' || repeat('Kind regards and thank you. ', (1 + pg_temp.pick(i, 8, 6))::int),
    status, pg_temp.pick(i, 10, 4)::int - 1, 1 + pg_temp.pick(i, 11, 30), 1 + pg_temp.pick(i, 12, greatest(500, :tickets / 20)),
    CASE WHEN pg_temp.pick(i, 13, 10) > 0 THEN 1 + pg_temp.pick(i, 14, 50) END,
    CASE WHEN pg_temp.pick(i, 15, 3) = 0 THEN timestamptz '2026-01-01Z' + i * interval '13 seconds' END,
    timestamptz '2025-01-01Z' + i * interval '13 seconds', timestamptz '2025-01-02Z' + i * interval '13 seconds',
    CASE WHEN status <> 1 THEN timestamptz '2025-01-01Z' + i * interval '14 seconds' END,
    CASE WHEN status = 3 THEN timestamptz '2025-01-02Z' + i * interval '13 seconds' END,
    1 + pg_temp.pick(i, 14, 50)
  FROM words, generate_series(1, :tickets) i,
    LATERAL (SELECT (ARRAY[1,2,2,20004,3,3,3,3,3,3,3,3,3,3,3,3,3,3,3,3])[1 + pg_temp.pick(i, 9, 20)] AS status) chosen;

INSERT INTO "TicketParticipant" ("ticketId", "userId") SELECT id, "submitterId" FROM "Ticket";
INSERT INTO "TicketTag" ("ticketId", "tagId")
  SELECT i, 1 + (pg_temp.pick(i, 20, 60) + k * 7) % 60 FROM generate_series(1, :tickets) i, generate_series(0, 1) k;
INSERT INTO "Comment" (id, "ticketId", "authorId", body, "isInternal", "createdAt")
  SELECT i, 1 + i % :tickets, 1 + pg_temp.pick(i, 30, 500),
    '<!--html-->Comment ' || i || ': ' || repeat('we looked into it and will report back. ', (1 + pg_temp.pick(i, 31, 6))::int),
    pg_temp.pick(i, 32, 5) = 0, timestamptz '2025-02-01Z' + i * interval '2 seconds'
  FROM generate_series(1, :tickets * 5) i;
INSERT INTO "Attachment" ("ticketId", "fileName", size, "contentType", sha256, "storageKey", "uploadedById")
  SELECT 1 + i % :tickets, 'file' || i || '.png', 1000 + pg_temp.pick(i, 40, 900000), 'image/png', md5(i::text), 'bench/' || i, 1
  FROM generate_series(1, :tickets / 2) i;
INSERT INTO "CustomFieldValue" ("ticketId", "fieldId", text)
  SELECT i, f, 'value ' || pg_temp.pick(i, 50 + f, 1000) FROM generate_series(1, :tickets) i, generate_series(1, 3) f;
INSERT INTO "ArticleCategory" (id, name, "nameKey") SELECT i, 'Chapter ' || i, 'chapter ' || i FROM generate_series(1, 30) i;
INSERT INTO "Article" (subject, body, "categoryId")
  SELECT 'Article ' || i, repeat('How to fix it, step by step. ', 40), 1 + i % 30 FROM generate_series(1, greatest(200, :tickets / 100)) i;

ALTER TABLE "Ticket" ENABLE TRIGGER USER;
ALTER TABLE "Comment" ENABLE TRIGGER USER;
ALTER TABLE "TicketTag" ENABLE TRIGGER USER;
ALTER TABLE "CustomFieldValue" ENABLE TRIGGER USER;
ALTER TABLE "Attachment" ENABLE TRIGGER USER;
SELECT recount_tickets();
SELECT refresh_ticket_search(array_agg(id)) FROM (SELECT id, id / 5000 AS part FROM "Ticket") t GROUP BY part;
SELECT recount_tickets();
SELECT setval(pg_get_serial_sequence(format('%I', name), 'id'), 10000000) FROM unnest(ARRAY['Section','Category','Tag','CustomField','Company',
  'Department','User','Ticket','Comment','ArticleCategory']) AS name;
