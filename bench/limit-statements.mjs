// What the limit asks PostgreSQL, which also builds the JSON. The answers are those of the desk, to the letter.
const id = (type, column) => `rtrim(encode(('${type}:' || ${column})::bytea, 'base64'), '=')`;
const time = (column) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
// Times of files have fractions, which REST shows without zeros at their end.
const fileTime = (column) =>
  `rtrim(rtrim(to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS'), '0'), '.') || 'Z'`;
const restTime = (column) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
const person = (u) =>
  `CASE WHEN ${u}.id IS NOT NULL THEN json_build_object('id', ${id('User', `${u}.id`)}, 'fullName', ${u}."fullName", 'email', ${u}.email) END`;
const named = (type, row) => `json_build_object('id', ${id(type, `${row}.id`)}, 'name', ${row}.name)`;
const many = (row, order, from) =>
  `json_build_object('nodes', (SELECT coalesce(json_agg(${row} ORDER BY ${order}), '[]') FROM ${from}))`;
const PRIORITY = `(ARRAY['LOW','NORMAL','HIGH','CRITICAL'])[t.priority + 2]`;

const PEOPLE = `JOIN "User" u ON u.id = t."submitterId" LEFT JOIN "User" a ON a.id = t."assigneeId"`;
const TAGS = `"TicketTag" m JOIN "Tag" g ON g.id = m."tagId" WHERE m."ticketId" = t.id`;
const FILES = '"Attachment" f WHERE f."ticketId" = t.id';
const OLDEST = 'c."createdAt", c.id';
const comments = (limit) =>
  `(SELECT * FROM "Comment" WHERE "ticketId" = t.id ORDER BY "createdAt" DESC, id DESC ${limit}) c LEFT JOIN "User" w ON w.id = c."authorId"`;
const COMMENT = `'id', ${id('Comment', 'c.id')}, 'body', c.body, 'createdAt', ${time('c."createdAt"')},
  'author', json_build_object('id', ${id('User', 'w.id')}, 'fullName', w."fullName")`;

const list = (tickets, columns) => `SELECT coalesce(json_agg(r), '[]') FROM (
  SELECT ${columns} FROM (${tickets}) t ${PEOPLE} JOIN "Category" k ON k.id = t."categoryId"
  ORDER BY t."updatedAt" DESC, t.id DESC) r`;
const ROW = `${id('Ticket', 't.id')} AS id, t.subject, ${person('u')} AS submitter`;
const page = (field, tickets) =>
  `SELECT json_build_object('data', json_build_object('${field}', json_build_object('nodes', (${list(tickets, ROW)})))) AS json`;

const W1 = `SELECT json_build_object('data', json_build_object('tickets', json_build_object(
  'totalCount', (SELECT count(*) FROM "Ticket" WHERE "statusId" = $1),
  'nodes', (${list(
    'SELECT * FROM "Ticket" WHERE "statusId" = $1 ORDER BY "updatedAt" DESC, id DESC LIMIT $2',
    `${id('Ticket', 't.id')} AS id, t.subject, ${PRIORITY} AS priority, ${time('t."dueDate"')} AS "dueDate",
    ${time('t."createdAt"')} AS "createdAt", ${person('u')} AS submitter, ${person('a')} AS assignee, ${named('Category', 'k')} AS category,
    ${many(named('Tag', 'g'), 'g.name', TAGS)} AS tags, ${many(`json_build_object(${COMMENT})`, OLDEST, comments('LIMIT 3'))} AS comments`,
  )})))) AS json`;

const W2 = `SELECT json_build_object('data', json_build_object('ticket', json_build_object(
  'id', ${id('Ticket', 't.id')}, 'subject', t.subject, 'body', t.body, 'priority', ${PRIORITY}, 'dueDate', ${time('t."dueDate"')},
  'createdAt', ${time('t."createdAt"')}, 'updatedAt', ${time('t."updatedAt"')}, 'status', ${named('TicketStatus', 's')},
  'category', ${named('Category', 'k')}, 'submitter', ${person('u')}, 'assignee', ${person('a')},
  'tags', ${many(named('Tag', 'g'), 'g.name', TAGS)},
  'comments', ${many(`json_build_object('isInternal', c."isInternal", ${COMMENT})`, OLDEST, comments(''))},
  'attachments', ${many(`json_build_object('id', ${id('Attachment', 'f.id')}, 'fileName', f."fileName", 'size', f.size, 'contentType', f."contentType")`, 'f.id', FILES)},
  'customFields', (SELECT coalesce(json_agg(json_build_object('field', json_build_object('name', d.name), 'text', v.text) ORDER BY d.position), '[]')
    FROM "CustomFieldValue" v JOIN "CustomField" d ON d.id = v."fieldId" WHERE v."ticketId" = t.id)))) AS json
  FROM "Ticket" t ${PEOPLE} JOIN "Category" k ON k.id = t."categoryId" JOIN "TicketStatus" s ON s.id = t."statusId" WHERE t.id = $1`;

const userInfo = (
  u,
  company,
  department,
  technician,
) => `CASE WHEN ${u}.id IS NOT NULL THEN (SELECT row_to_json(info) FROM (SELECT
  ${u}.id AS "UserID", ${u}.username AS "Username", ${u}.email AS "Email", ${u}."isAdmin" AS "IsAdmin", ${u}."isDisabled" AS "Disabled",
  ${u}."firstName" AS "FirstName", ${u}."lastName" AS "LastName", ${u}.notes AS "Notes", ${u}.location AS "Location", ${u}.phone AS "Phone",
  ${company}.name AS "CompanyName", ${department}.name AS "DepartmentName", ${department}.name AS "Department", NULL AS "IPAddress",
  NULL AS "HostName", NULL AS "Lang", NULL AS "UserAgent", NULL AS "AvatarURL", NULL AS "Signature", NULL AS "Greeting",
  ${u}."companyId" AS "CompanyId", ${u}."departmentId" AS "DepartmentID", false AS "DarkMode", NULL AS "CompanyNotes",
  ${u}."receivesMail" AS "SendEmail", ${technician} AS "IsTech", NULL AS "LastSeen", NULL AS "RecentTickets", false AS "IsManager",
  false AS "IsDepartmentManager", false AS "TwoFactorAuthEnabled", ${u}."outOfOffice" AS "OutOfOffice", NULL AS "LastPasswordChange",
  NULL AS "Password", NULL AS "PushToken", ${u}."fullName" || ' (' || ${u}.username || ')' AS "FullNameAndLogin",
  ${u}."fullName" AS "FullName") info) END`;
const isTechnician = (u) => `EXISTS (SELECT FROM "CategoryTechnician" x WHERE x."userId" = ${u}.id)`;

const W3 = `SELECT row_to_json(r) AS json FROM (SELECT ${userInfo('u', 'uc', 'ud', isTechnician('u'))} AS "SubmitterUserInfo",
  k.name AS "CategoryName", ${userInfo('a', 'ac', 'ad', isTechnician('a'))} AS "AssigneeUserInfo", $2 || '/Ticket/' || t.id AS "Url",
  '[]'::json AS "ViewingTechNames", 'WebApp' AS "Origin", false AS "IsActiveChat",
  (SELECT coalesce(json_agg(json_build_object('TagID', g.id, 'Name', g.name, 'TagCount', 0) ORDER BY g.name), '[]') FROM ${TAGS}) AS "Tags",
  NULL AS "OnBehalfUserName", '{}'::json AS "Integrations", ${restTime('t."createdAt"')} AS "IssueDate", t.subject AS "Subject", t.body AS "Body",
  t.priority AS "Priority", ${restTime('t."dueDate"')} AS "DueDate", ${restTime('t."startedAt"')} AS "StartDate",
  t."timeSpentSeconds" AS "TimeSpentInSeconds", ${restTime('t."updatedAt"')} AS "LastUpdated", t."updatedByUser" AS "UpdatedByUser",
  t."updatedByStaff" AS "UpdatedByPerformer", t."updatedForStaff" AS "UpdatedForTechView",
  (SELECT coalesce(json_agg(json_build_object('FileName', f."fileName", 'FileData', NULL, 'FileID', f.id, 'CommentID', coalesce(f."commentId", 0),
    'CommentDate', ${fileTime('f."createdAt"')}, 'FileHash', f.sha256, 'FileSize', f.size, 'IssueID', t.id, 'UserID', f."uploadedById",
    'GoogleDriveUrl', NULL, 'DropboxUrl', NULL, 'ForTechsOnly', f."isInternal", 'Url', $2 || '/File/Get?id=' || f.id)), '[]') FROM ${FILES}) AS "Attachments",
  s.name AS "Status", false AS "StatusStopTimeSpent", s.id AS "StatusID", t.id AS "TicketID", t.id AS "IssueID", t."submitterId" AS "UserID",
  t."assigneeId" AS "AssignedToUserID", k.id AS "CategoryID", ${restTime('t."resolvedAt"')} AS "ResolvedDate",
  true AS "IsCurrentUserTechInThisCategory", false AS "IsCurrentCategoryForTechsOnly", t."submitterId" = $3 AS "SubmittedByCurrentUser",
  false AS "IsShared", false AS "IsInKb", NULL AS "Stats"
  FROM "Ticket" t ${PEOPLE} JOIN "Category" k ON k.id = t."categoryId" JOIN "TicketStatus" s ON s.id = t."statusId"
  LEFT JOIN "Company" uc ON uc.id = u."companyId" LEFT JOIN "Department" ud ON ud.id = u."departmentId"
  LEFT JOIN "Company" ac ON ac.id = a."companyId" LEFT JOIN "Department" ad ON ad.id = a."departmentId" WHERE t.id = $1) r`;

const W4 = `SELECT coalesce(json_agg(r), '[]') AS json FROM (SELECT t.id AS "IssueID", t.id AS "TicketID", t.priority AS "Priority",
  t."statusId" AS "StatusID", ${restTime('t."createdAt"')} AS "IssueDate", t.subject AS "Subject", s.name AS "Status",
  t."updatedByUser" AS "UpdatedByUser", t."updatedByStaff" AS "UpdatedByPerformer", t."categoryId" AS "CategoryID", u.username AS "UserName",
  a.username AS "Technician", u."firstName" AS "FirstName", u."lastName" AS "LastName", ${restTime('t."dueDate"')} AS "DueDate",
  a."firstName" AS "TechFirstName", a."lastName" AS "TechLastName", ${restTime('t."updatedAt"')} AS "LastUpdated",
  t."updatedForStaff" AS "UpdatedForTechView", u.id AS "UserID", u."companyId" AS "CompanyID", o.name AS "CompanyName",
  t."assigneeId" AS "AssignedToUserID", ${restTime('t."resolvedAt"')} AS "ResolvedDate", k."sectionId" AS "SectionID", k.name AS "Category",
  'WebApp' AS "Origin", u.email AS "Email", EXISTS (SELECT FROM "Ticket" sub WHERE sub."parentId" = t.id) AS "HasChildren", '' AS "StatusColor",
  t."lastUpdatedById" AS "LastUpdatedByUserID", l.username AS "LastUpdatedUsername", ${restTime('t."startedAt"')} AS "StartDate",
  t."timeSpentSeconds" AS "TimeSpentInSeconds", 0 AS "AISentiment"
  FROM (SELECT * FROM "Ticket" ORDER BY "createdAt" DESC, id DESC LIMIT $1) t ${PEOPLE} JOIN "Category" k ON k.id = t."categoryId"
  JOIN "TicketStatus" s ON s.id = t."statusId" LEFT JOIN "Company" o ON o.id = u."companyId" LEFT JOIN "User" l ON l.id = t."lastUpdatedById"
  ORDER BY t."createdAt" DESC, t.id DESC) r`;

const W5 = `WITH c AS (INSERT INTO "Comment" ("ticketId", "authorId", body) VALUES ($1, $3, '<!--html-->' || $2) RETURNING *)
  SELECT json_build_object('data', json_build_object('addComment', json_build_object('comment', json_build_object(
    'id', ${id('Comment', 'c.id')}, 'body', c.body,
    'author', json_build_object('id', ${id('User', 'w.id')}, 'fullName', w."fullName"))))) AS json
  FROM c JOIN "User" w ON w.id = c."authorId"`;

const W6 = page(
  'search',
  `SELECT t.* FROM "TicketSearch" f JOIN "Ticket" t ON t.id = f."ticketId"
  WHERE f."staffText" @@ websearch_to_tsquery('english', $1) ORDER BY f."ticketId" DESC LIMIT 20`,
);

const W7 = `SELECT json_build_object('data', json_build_object('stats', json_build_object('byStatus', json_agg(json_build_object(
  'status', json_build_object('id', ${id('TicketStatus', '"statusId"')}), 'count', tickets) ORDER BY tickets DESC)))) AS json
  FROM (SELECT "statusId", count(*) AS tickets FROM "Ticket" GROUP BY 1) counts`;

const W8k = page(
  'tickets',
  `SELECT * FROM "Ticket" WHERE ("updatedAt", id) < ($1::timestamptz, $2::int) ORDER BY "updatedAt" DESC, id DESC LIMIT 20`,
);

const CURSOR = `SELECT json_build_object('data', json_build_object('tickets', json_build_object('pageInfo', json_build_object(
  'endCursor', "updatedAt" || '~' || id)))) AS json FROM "Ticket" WHERE "updatedAt" <= $1 ORDER BY "updatedAt" DESC, id DESC LIMIT 1`;

/** By operation: the statement, and its values from the variables and the caller. */
export const GRAPH = {
  W1: { text: W1, values: ({ statusId, first }) => [statusId, first] },
  W2: { text: W2, values: ({ id }) => [id] },
  W5: { text: W5, values: ({ input }, caller) => [input.ticketId, input.body, caller] },
  W6: { text: W6, values: ({ query }) => [query] },
  W7: { text: W7, values: () => [] },
  W8k: { text: W8k, values: ({ after }) => after.split('~') },
  Cursor: { text: CURSOR, values: ({ until }) => [until] },
};

/** By path. */
export const REST = {
  '/api/ticket': { name: 'W3', text: W3, values: (query, caller, host) => [query.get('id'), `http://${host}`, caller] },
  '/api/Tickets': { name: 'W4', text: W4, values: (query) => [query.get('count')] },
};
