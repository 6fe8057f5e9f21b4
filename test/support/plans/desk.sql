-- What the seed of the measurements lacks: people who manage or have no tickets, assets, histories, recipients, links, the other
-- kinds of field, and tickets without comments or tags.
SET session_replication_role = replica;

INSERT INTO "User" (id, username, "usernameKey", email, "emailKey", "firstName", "lastName", "fullName", "companyId")
  SELECT i, 'guest' || i, 'guest' || i, 'guest' || i || '@example.com', 'guest' || i || '@example.com', 'Guest' || i % 90, 'Of' || i, 'Guest' || i % 90 || ' Of' || i,
    CASE WHEN i % 3 > 0 THEN 1 + i % (SELECT max(id) FROM "Company") END
  FROM generate_series(100001, 102000) i;
UPDATE "User" SET "isManager" = id BETWEEN 101 AND 140, "isDepartmentManager" = id BETWEEN 141 AND 180, "isDisabled" = id % 50 = 0,
  "outOfOffice" = id % 40 = 0, phone = '+49 30 ' || id, location = 'Room ' || id % 300, notes = CASE WHEN id % 9 = 0 THEN 'Prefers mail ' || id ELSE '' END,
  language = (ARRAY['en-GB', 'de-DE', NULL])[1 + id % 3],
  "lastSeenAt" = CASE WHEN id % 3 > 0 THEN timestamptz '2026-01-01Z' + id * interval '1 minute' END,
  "createdAt" = timestamptz '2024-01-01Z' + id * interval '1 hour';
UPDATE "Company" SET notes = CASE WHEN id % 2 = 0 THEN 'Contract ' || id END, "createdAt" = timestamptz '2024-01-01Z' + id * interval '1 day';
UPDATE "Category" SET "forTechsOnly" = id = 30;
UPDATE "Ticket" SET "parentId" = CASE WHEN id % 50 = 0 THEN id - 1 END, "onBehalfOfId" = CASE WHEN id % 20 = 0 THEN 4 + id % 47 END,
  "updatedByUser" = id % 7 = 0 AND "statusId" <> 3, "updatedForStaff" = id % 31 = 0 AND "statusId" <> 3, "updatedByStaff" = id % 7 > 3,
  origin = (ARRAY['WEB_APP', 'EMAIL', 'API']::"TicketOrigin"[])[1 + id % 3], "timeSpentSeconds" = id % 5 * 600;
DELETE FROM "Comment" WHERE "ticketId" % 15 = 0;
DELETE FROM "TicketTag" WHERE "ticketId" % 5 = 0;
UPDATE "Comment" SET "editedAt" = "createdAt" + interval '1 hour' WHERE id % 20 = 0;

INSERT INTO "TicketParticipant" ("ticketId", "userId")
  SELECT id, 1 + (id * 7) % (SELECT count(*) FROM "User" WHERE id < 100000) FROM "Ticket" WHERE id % 3 = 0 ON CONFLICT DO NOTHING;
INSERT INTO "TicketLink" ("ticketId", "linkedTicketId")
  SELECT id + way, id + 1 - way FROM "Ticket", (VALUES (0), (1)) ways (way) WHERE id % 40 = 0 AND id < (SELECT max(id) FROM "Ticket");
INSERT INTO "CommentRecipient" ("commentId", "userId") SELECT id, 1 + id % 500 FROM "Comment" WHERE id % 2 = 0;
INSERT INTO "TicketEvent" ("ticketId", "ticketNumber", kind, "actorId", at, face, "isInternal")
  SELECT id, id, (ARRAY['CREATED', 'UPDATED', 'COMMENT_ADDED', 'CLOSED']::"TicketEventKind"[])[n], 1 + id % 50,
    "createdAt" + n * interval '1 hour', 'GRAPHQL', n = 2
  FROM "Ticket", generate_series(1, 4) n;

INSERT INTO "AssetType" (id, name, "nameKey") SELECT i, 'Type ' || i, 'type ' || i FROM generate_series(1, 10) i;
INSERT INTO "Manufacturer" (id, name, "nameKey") SELECT i, 'Maker ' || i, 'maker ' || i FROM generate_series(1, 20) i;
INSERT INTO "Supplier" (id, name, "nameKey") SELECT i, 'Supplier ' || i, 'supplier ' || i FROM generate_series(1, 20) i;
INSERT INTO "Asset" (id, "modelName", "serialNumber", location, comments, quantity, "isDisabled", "createdAt", "updatedAt", "typeId",
  "manufacturerId", "supplierId", "companyId")
  SELECT id, 'Model ' || id % 97 || ' of ' || id, 'SN' || md5(id::text), 'Room ' || id % 300, CASE WHEN id % 5 = 0 THEN 'Bought used' ELSE '' END,
    1 + id % 3, id % 20 = 0, "createdAt", "updatedAt", 1 + id % 10, 1 + id % 20, 1 + id % 19,
    CASE WHEN id % 4 > 0 THEN 1 + id % (SELECT max(id) FROM "Company") END
  FROM "Ticket" WHERE id <= (SELECT max(id) / 4 FROM "Ticket");
INSERT INTO "AssetUser" ("assetId", "userId") SELECT id, 1 + id % 500 FROM "Asset";
INSERT INTO "TicketAsset" ("ticketId", "assetId") SELECT id, 1 + id % (SELECT max(id) FROM "Asset") FROM "Ticket" WHERE id % 4 = 0;
INSERT INTO "ArticleTag" ("articleId", "tagId") SELECT id, 1 + id % 60 FROM "Article";
INSERT INTO "CommentTemplate" (name, body) SELECT 'Template ' || i, 'Text ' || i FROM generate_series(1, 50) i;

INSERT INTO "CustomField" (id, name, type, usage, position) VALUES (11, 'Since', 'DATE', 'TICKET', 11), (12, 'Kind', 'DROPDOWN', 'TICKET', 12),
  (13, 'Urgent', 'CHECKBOX', 'TICKET', 13), (14, 'Badge', 'TEXT', 'USER', 14), (15, 'Contract', 'TEXT', 'COMPANY', 15), (16, 'Slot', 'TEXT', 'ASSET', 16);
INSERT INTO "CustomFieldOption" (id, "fieldId", value) SELECT i, 12, 'Option ' || i FROM generate_series(1, 5) i;
INSERT INTO "CustomFieldValue" ("ticketId", "fieldId", date, "optionId", checked)
  SELECT id, f, CASE WHEN f = 11 THEN date '2026-01-01' + id % 365 END, CASE WHEN f = 12 THEN 1 + id % 5 END, CASE WHEN f = 13 THEN id % 4 = 0 END
  FROM "Ticket", generate_series(11, 13) f WHERE id % 2 = 0;
INSERT INTO "CustomFieldValue" ("userId", "fieldId", text) SELECT id, 14, 'badge ' || id FROM "User" WHERE id % 2 = 0;
INSERT INTO "CustomFieldValue" ("companyId", "fieldId", text) SELECT id, 15, 'contract ' || id FROM "Company" WHERE id % 2 = 0;
INSERT INTO "CustomFieldValue" ("assetId", "fieldId", text) SELECT id, 16, 'slot ' || id % 40 FROM "Asset" WHERE id % 2 = 0;

RESET session_replication_role;
