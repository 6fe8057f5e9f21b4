-- CreateEnum
CREATE TYPE "TicketStatusKind" AS ENUM ('NEW', 'IN_PROGRESS', 'CLOSED', 'CUSTOM');

-- CreateEnum
CREATE TYPE "CustomFieldType" AS ENUM ('TEXT', 'DATE', 'DROPDOWN', 'CHECKBOX', 'MULTILINE');

-- CreateEnum
CREATE TYPE "CustomFieldUsage" AS ENUM ('TICKET', 'USER', 'COMPANY', 'ASSET');

-- CreateEnum
CREATE TYPE "TicketOrigin" AS ENUM ('WEB_APP', 'EMAIL', 'WIDGET', 'API', 'SCHEDULER', 'MOBILE_APP', 'PHONE', 'LIVE_CHAT', 'IN_PERSON', 'WHATSAPP');

-- CreateEnum
CREATE TYPE "TicketEventKind" AS ENUM ('CREATED', 'UPDATED', 'CLOSED', 'REOPENED', 'MERGED', 'DELETED', 'COMMENT_ADDED', 'COMMENT_EDITED', 'FILE_ADDED', 'FILE_DELETED', 'LINKED', 'UNLINKED', 'PARENT_CHANGED', 'FIELDS_CHANGED', 'SUBSCRIBERS_CHANGED', 'ASSETS_CHANGED');

-- CreateEnum
CREATE TYPE "Face" AS ENUM ('REST', 'GRAPHQL', 'SYSTEM');

-- CreateTable
CREATE TABLE "Company" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "emailDomains" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "notes" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Company_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Department" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "companyId" INTEGER,

    CONSTRAINT "Department_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "User" (
    "id" SERIAL NOT NULL,
    "username" TEXT NOT NULL,
    "usernameKey" TEXT NOT NULL,
    "email" TEXT NOT NULL DEFAULT '',
    "emailKey" TEXT,
    "firstName" TEXT NOT NULL DEFAULT '',
    "lastName" TEXT NOT NULL DEFAULT '',
    "fullName" TEXT NOT NULL,
    "passwordHash" TEXT,
    "passwordChangedAt" TIMESTAMPTZ(3),
    "isAdmin" BOOLEAN NOT NULL DEFAULT false,
    "isManager" BOOLEAN NOT NULL DEFAULT false,
    "isDepartmentManager" BOOLEAN NOT NULL DEFAULT false,
    "isDisabled" BOOLEAN NOT NULL DEFAULT false,
    "isTombstone" BOOLEAN NOT NULL DEFAULT false,
    "phone" TEXT NOT NULL DEFAULT '',
    "location" TEXT NOT NULL DEFAULT '',
    "notes" TEXT NOT NULL DEFAULT '',
    "signature" TEXT NOT NULL DEFAULT '',
    "greeting" TEXT NOT NULL DEFAULT '',
    "language" TEXT,
    "avatarUrl" TEXT,
    "outOfOffice" BOOLEAN NOT NULL DEFAULT false,
    "receivesMail" BOOLEAN NOT NULL DEFAULT true,
    "lastSeenAt" TIMESTAMPTZ(3),
    "lastIp" TEXT,
    "lastUserAgent" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "companyId" INTEGER,
    "departmentId" INTEGER,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AccessToken" (
    "id" SERIAL NOT NULL,
    "userId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMPTZ(3),
    "expiresAt" TIMESTAMPTZ(3),

    CONSTRAINT "AccessToken_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Section" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Section_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Category" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "sectionId" INTEGER,
    "forTechsOnly" BOOLEAN NOT NULL DEFAULT false,
    "fromAddress" TEXT,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Category_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CategoryTechnician" (
    "categoryId" INTEGER NOT NULL,
    "userId" INTEGER NOT NULL,

    CONSTRAINT "CategoryTechnician_pkey" PRIMARY KEY ("categoryId","userId")
);

-- CreateTable
CREATE TABLE "TicketStatus" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "color" TEXT NOT NULL DEFAULT '',
    "kind" "TicketStatusKind" NOT NULL DEFAULT 'CUSTOM',
    "stopsTimer" BOOLEAN NOT NULL DEFAULT false,
    "forTechsOnly" BOOLEAN NOT NULL DEFAULT false,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "TicketStatus_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CommentTemplate" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "body" TEXT NOT NULL,

    CONSTRAINT "CommentTemplate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AutomationRule" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "isEnabled" BOOLEAN NOT NULL DEFAULT true,
    "trigger" TEXT NOT NULL,
    "conditions" JSONB NOT NULL DEFAULT '[]',
    "actions" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "AutomationRule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CustomField" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "type" "CustomFieldType" NOT NULL,
    "usage" "CustomFieldUsage" NOT NULL DEFAULT 'TICKET',
    "mandatory" BOOLEAN NOT NULL DEFAULT false,
    "forTechsOnly" BOOLEAN NOT NULL DEFAULT false,
    "showInGrid" BOOLEAN NOT NULL DEFAULT false,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "CustomField_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CustomFieldCategory" (
    "fieldId" INTEGER NOT NULL,
    "categoryId" INTEGER NOT NULL,

    CONSTRAINT "CustomFieldCategory_pkey" PRIMARY KEY ("fieldId","categoryId")
);

-- CreateTable
CREATE TABLE "CustomFieldOption" (
    "id" SERIAL NOT NULL,
    "fieldId" INTEGER NOT NULL,
    "value" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "CustomFieldOption_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CustomFieldValue" (
    "id" SERIAL NOT NULL,
    "fieldId" INTEGER NOT NULL,
    "ticketId" INTEGER,
    "userId" INTEGER,
    "companyId" INTEGER,
    "assetId" INTEGER,
    "text" TEXT,
    "date" DATE,
    "optionId" INTEGER,
    "checked" BOOLEAN,

    CONSTRAINT "CustomFieldValue_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Ticket" (
    "id" SERIAL NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "statusId" INTEGER NOT NULL DEFAULT 1,
    "categoryId" INTEGER NOT NULL,
    "submitterId" INTEGER NOT NULL,
    "onBehalfOfId" INTEGER,
    "assigneeId" INTEGER,
    "origin" "TicketOrigin" NOT NULL DEFAULT 'WEB_APP',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUpdatedById" INTEGER,
    "startedAt" TIMESTAMPTZ(3),
    "resolvedAt" TIMESTAMPTZ(3),
    "dueDate" TIMESTAMPTZ(3),
    "timeSpentSeconds" INTEGER NOT NULL DEFAULT 0,
    "updatedByUser" BOOLEAN NOT NULL DEFAULT false,
    "updatedByStaff" BOOLEAN NOT NULL DEFAULT false,
    "updatedForStaff" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "parentId" INTEGER,

    CONSTRAINT "Ticket_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TicketSearch" (
    "ticketId" INTEGER NOT NULL,
    "publicText" tsvector NOT NULL,
    "staffText" tsvector NOT NULL,

    CONSTRAINT "TicketSearch_pkey" PRIMARY KEY ("ticketId")
);

-- CreateTable
CREATE TABLE "TicketParticipant" (
    "ticketId" INTEGER NOT NULL,
    "userId" INTEGER NOT NULL,
    "isSubscribed" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "TicketParticipant_pkey" PRIMARY KEY ("ticketId","userId")
);

-- CreateTable
CREATE TABLE "TicketLink" (
    "ticketId" INTEGER NOT NULL,
    "linkedTicketId" INTEGER NOT NULL,

    CONSTRAINT "TicketLink_pkey" PRIMARY KEY ("ticketId","linkedTicketId")
);

-- CreateTable
CREATE TABLE "Tag" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,

    CONSTRAINT "Tag_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TicketTag" (
    "ticketId" INTEGER NOT NULL,
    "tagId" INTEGER NOT NULL,

    CONSTRAINT "TicketTag_pkey" PRIMARY KEY ("ticketId","tagId")
);

-- CreateTable
CREATE TABLE "TicketIntegration" (
    "ticketId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,

    CONSTRAINT "TicketIntegration_pkey" PRIMARY KEY ("ticketId","name")
);

-- CreateTable
CREATE TABLE "Comment" (
    "id" SERIAL NOT NULL,
    "ticketId" INTEGER NOT NULL,
    "authorId" INTEGER,
    "body" TEXT NOT NULL,
    "isInternal" BOOLEAN NOT NULL DEFAULT false,
    "isSystem" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "editedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Comment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CommentRecipient" (
    "commentId" INTEGER NOT NULL,
    "userId" INTEGER NOT NULL,

    CONSTRAINT "CommentRecipient_pkey" PRIMARY KEY ("commentId","userId")
);

-- CreateTable
CREATE TABLE "Attachment" (
    "id" SERIAL NOT NULL,
    "fileName" TEXT NOT NULL,
    "contentType" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "storageKey" TEXT NOT NULL,
    "isInternal" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "uploadedById" INTEGER NOT NULL,
    "ticketId" INTEGER,
    "commentId" INTEGER,
    "articleId" INTEGER,
    "assetId" INTEGER,

    CONSTRAINT "Attachment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TicketEvent" (
    "id" SERIAL NOT NULL,
    "ticketId" INTEGER,
    "ticketNumber" INTEGER NOT NULL,
    "kind" "TicketEventKind" NOT NULL,
    "actorId" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "face" "Face" NOT NULL,
    "changes" JSONB NOT NULL DEFAULT '[]',
    "commentId" INTEGER,
    "isInternal" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "TicketEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ArticleCategory" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "forTechsOnly" BOOLEAN NOT NULL DEFAULT false,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "ArticleCategory_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Article" (
    "id" SERIAL NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "categoryId" INTEGER NOT NULL,
    "forTechsOnly" BOOLEAN NOT NULL DEFAULT false,
    "authorId" INTEGER,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Article_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ArticleTag" (
    "articleId" INTEGER NOT NULL,
    "tagId" INTEGER NOT NULL,

    CONSTRAINT "ArticleTag_pkey" PRIMARY KEY ("articleId","tagId")
);

-- CreateTable
CREATE TABLE "AssetType" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,

    CONSTRAINT "AssetType_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Manufacturer" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,

    CONSTRAINT "Manufacturer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Supplier" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,

    CONSTRAINT "Supplier_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Asset" (
    "id" SERIAL NOT NULL,
    "modelName" TEXT NOT NULL,
    "serialNumber" TEXT NOT NULL DEFAULT '',
    "location" TEXT NOT NULL DEFAULT '',
    "comments" TEXT NOT NULL DEFAULT '',
    "quantity" INTEGER NOT NULL DEFAULT 1,
    "isDisabled" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "typeId" INTEGER NOT NULL,
    "manufacturerId" INTEGER NOT NULL,
    "supplierId" INTEGER NOT NULL,
    "companyId" INTEGER,

    CONSTRAINT "Asset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AssetUser" (
    "assetId" INTEGER NOT NULL,
    "userId" INTEGER NOT NULL,

    CONSTRAINT "AssetUser_pkey" PRIMARY KEY ("assetId","userId")
);

-- CreateTable
CREATE TABLE "TicketAsset" (
    "ticketId" INTEGER NOT NULL,
    "assetId" INTEGER NOT NULL,

    CONSTRAINT "TicketAsset_pkey" PRIMARY KEY ("ticketId","assetId")
);

-- CreateIndex
CREATE UNIQUE INDEX "Company_nameKey_key" ON "Company"("nameKey");

-- CreateIndex
CREATE INDEX "Company_name_id_idx" ON "Company"("name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Department_key_key" ON "Department"("key");

-- CreateIndex
CREATE INDEX "Department_companyId_name_id_idx" ON "Department"("companyId", "name", "id");

-- CreateIndex
CREATE INDEX "Department_name_id_idx" ON "Department"("name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "User_usernameKey_key" ON "User"("usernameKey");

-- CreateIndex
CREATE UNIQUE INDEX "User_emailKey_key" ON "User"("emailKey");

-- CreateIndex
CREATE INDEX "User_companyId_username_id_idx" ON "User"("companyId", "username", "id");

-- CreateIndex
CREATE INDEX "User_departmentId_username_id_idx" ON "User"("departmentId", "username", "id");

-- CreateIndex
CREATE INDEX "User_username_id_idx" ON "User"("username", "id");

-- CreateIndex
CREATE UNIQUE INDEX "AccessToken_tokenHash_key" ON "AccessToken"("tokenHash");

-- CreateIndex
CREATE INDEX "AccessToken_userId_createdAt_id_idx" ON "AccessToken"("userId", "createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Section_nameKey_key" ON "Section"("nameKey");

-- CreateIndex
CREATE INDEX "Section_position_name_id_idx" ON "Section"("position", "name", "id");

-- CreateIndex
CREATE INDEX "Category_sectionId_idx" ON "Category"("sectionId");

-- CreateIndex
CREATE INDEX "Category_position_name_id_idx" ON "Category"("position", "name", "id");

-- CreateIndex
CREATE INDEX "CategoryTechnician_userId_idx" ON "CategoryTechnician"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "TicketStatus_nameKey_key" ON "TicketStatus"("nameKey");

-- CreateIndex
CREATE INDEX "TicketStatus_position_id_idx" ON "TicketStatus"("position", "id");

-- CreateIndex
CREATE INDEX "CommentTemplate_name_id_idx" ON "CommentTemplate"("name", "id");

-- CreateIndex
CREATE INDEX "CustomField_usage_position_id_idx" ON "CustomField"("usage", "position", "id");

-- CreateIndex
CREATE INDEX "CustomFieldCategory_categoryId_idx" ON "CustomFieldCategory"("categoryId");

-- CreateIndex
CREATE INDEX "CustomFieldOption_fieldId_position_id_idx" ON "CustomFieldOption"("fieldId", "position", "id");

-- CreateIndex
CREATE INDEX "CustomFieldValue_fieldId_optionId_idx" ON "CustomFieldValue"("fieldId", "optionId");

-- CreateIndex
CREATE INDEX "CustomFieldValue_optionId_idx" ON "CustomFieldValue"("optionId");

-- CreateIndex
CREATE UNIQUE INDEX "CustomFieldValue_ticketId_fieldId_key" ON "CustomFieldValue"("ticketId", "fieldId");

-- CreateIndex
CREATE UNIQUE INDEX "CustomFieldValue_userId_fieldId_key" ON "CustomFieldValue"("userId", "fieldId");

-- CreateIndex
CREATE UNIQUE INDEX "CustomFieldValue_companyId_fieldId_key" ON "CustomFieldValue"("companyId", "fieldId");

-- CreateIndex
CREATE UNIQUE INDEX "CustomFieldValue_assetId_fieldId_key" ON "CustomFieldValue"("assetId", "fieldId");

-- CreateIndex
CREATE INDEX "Ticket_updatedAt_id_idx" ON "Ticket"("updatedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Ticket_createdAt_id_idx" ON "Ticket"("createdAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Ticket_statusId_updatedAt_id_idx" ON "Ticket"("statusId", "updatedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Ticket_categoryId_updatedAt_id_idx" ON "Ticket"("categoryId", "updatedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Ticket_submitterId_updatedAt_id_idx" ON "Ticket"("submitterId", "updatedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Ticket_assigneeId_updatedAt_id_idx" ON "Ticket"("assigneeId", "updatedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Ticket_dueDate_idx" ON "Ticket"("dueDate");

-- CreateIndex
CREATE INDEX "Ticket_parentId_idx" ON "Ticket"("parentId");

-- CreateIndex
CREATE INDEX "Ticket_onBehalfOfId_idx" ON "Ticket"("onBehalfOfId");

-- CreateIndex
CREATE INDEX "Ticket_lastUpdatedById_idx" ON "Ticket"("lastUpdatedById");

-- CreateIndex
CREATE INDEX "TicketSearch_publicText_idx" ON "TicketSearch" USING GIN ("publicText");

-- CreateIndex
CREATE INDEX "TicketSearch_staffText_idx" ON "TicketSearch" USING GIN ("staffText");

-- CreateIndex
CREATE INDEX "TicketParticipant_userId_ticketId_idx" ON "TicketParticipant"("userId", "ticketId");

-- CreateIndex
CREATE INDEX "TicketLink_linkedTicketId_idx" ON "TicketLink"("linkedTicketId");

-- CreateIndex
CREATE UNIQUE INDEX "Tag_nameKey_key" ON "Tag"("nameKey");

-- CreateIndex
CREATE INDEX "Tag_name_id_idx" ON "Tag"("name", "id");

-- CreateIndex
CREATE INDEX "TicketTag_tagId_ticketId_idx" ON "TicketTag"("tagId", "ticketId");

-- CreateIndex
CREATE INDEX "Comment_ticketId_createdAt_id_idx" ON "Comment"("ticketId", "createdAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Comment_authorId_idx" ON "Comment"("authorId");

-- CreateIndex
CREATE INDEX "CommentRecipient_userId_idx" ON "CommentRecipient"("userId");

-- CreateIndex
CREATE INDEX "Attachment_ticketId_id_idx" ON "Attachment"("ticketId", "id");

-- CreateIndex
CREATE INDEX "Attachment_commentId_idx" ON "Attachment"("commentId");

-- CreateIndex
CREATE INDEX "Attachment_articleId_idx" ON "Attachment"("articleId");

-- CreateIndex
CREATE INDEX "Attachment_assetId_idx" ON "Attachment"("assetId");

-- CreateIndex
CREATE INDEX "Attachment_uploadedById_idx" ON "Attachment"("uploadedById");

-- CreateIndex
CREATE INDEX "Attachment_storageKey_idx" ON "Attachment"("storageKey");

-- CreateIndex
CREATE INDEX "TicketEvent_ticketId_id_idx" ON "TicketEvent"("ticketId", "id");

-- CreateIndex
CREATE INDEX "TicketEvent_actorId_idx" ON "TicketEvent"("actorId");

-- CreateIndex
CREATE UNIQUE INDEX "ArticleCategory_nameKey_key" ON "ArticleCategory"("nameKey");

-- CreateIndex
CREATE INDEX "ArticleCategory_position_name_id_idx" ON "ArticleCategory"("position", "name", "id");

-- CreateIndex
CREATE INDEX "Article_categoryId_subject_id_idx" ON "Article"("categoryId", "subject", "id");

-- CreateIndex
CREATE INDEX "Article_subject_id_idx" ON "Article"("subject", "id");

-- CreateIndex
CREATE INDEX "Article_authorId_idx" ON "Article"("authorId");

-- CreateIndex
CREATE INDEX "ArticleTag_tagId_articleId_idx" ON "ArticleTag"("tagId", "articleId");

-- CreateIndex
CREATE UNIQUE INDEX "AssetType_nameKey_key" ON "AssetType"("nameKey");

-- CreateIndex
CREATE INDEX "AssetType_name_id_idx" ON "AssetType"("name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Manufacturer_nameKey_key" ON "Manufacturer"("nameKey");

-- CreateIndex
CREATE INDEX "Manufacturer_name_id_idx" ON "Manufacturer"("name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Supplier_nameKey_key" ON "Supplier"("nameKey");

-- CreateIndex
CREATE INDEX "Supplier_name_id_idx" ON "Supplier"("name", "id");

-- CreateIndex
CREATE INDEX "Asset_modelName_id_idx" ON "Asset"("modelName", "id");

-- CreateIndex
CREATE INDEX "Asset_typeId_idx" ON "Asset"("typeId");

-- CreateIndex
CREATE INDEX "Asset_manufacturerId_idx" ON "Asset"("manufacturerId");

-- CreateIndex
CREATE INDEX "Asset_supplierId_idx" ON "Asset"("supplierId");

-- CreateIndex
CREATE INDEX "Asset_companyId_idx" ON "Asset"("companyId");

-- CreateIndex
CREATE INDEX "AssetUser_userId_idx" ON "AssetUser"("userId");

-- CreateIndex
CREATE INDEX "TicketAsset_assetId_idx" ON "TicketAsset"("assetId");

-- AddForeignKey
ALTER TABLE "Department" ADD CONSTRAINT "Department_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "User" ADD CONSTRAINT "User_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "User" ADD CONSTRAINT "User_departmentId_fkey" FOREIGN KEY ("departmentId") REFERENCES "Department"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AccessToken" ADD CONSTRAINT "AccessToken_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Category" ADD CONSTRAINT "Category_sectionId_fkey" FOREIGN KEY ("sectionId") REFERENCES "Section"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CategoryTechnician" ADD CONSTRAINT "CategoryTechnician_categoryId_fkey" FOREIGN KEY ("categoryId") REFERENCES "Category"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CategoryTechnician" ADD CONSTRAINT "CategoryTechnician_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CustomFieldCategory" ADD CONSTRAINT "CustomFieldCategory_fieldId_fkey" FOREIGN KEY ("fieldId") REFERENCES "CustomField"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CustomFieldCategory" ADD CONSTRAINT "CustomFieldCategory_categoryId_fkey" FOREIGN KEY ("categoryId") REFERENCES "Category"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CustomFieldOption" ADD CONSTRAINT "CustomFieldOption_fieldId_fkey" FOREIGN KEY ("fieldId") REFERENCES "CustomField"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CustomFieldValue" ADD CONSTRAINT "CustomFieldValue_fieldId_fkey" FOREIGN KEY ("fieldId") REFERENCES "CustomField"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CustomFieldValue" ADD CONSTRAINT "CustomFieldValue_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CustomFieldValue" ADD CONSTRAINT "CustomFieldValue_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CustomFieldValue" ADD CONSTRAINT "CustomFieldValue_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CustomFieldValue" ADD CONSTRAINT "CustomFieldValue_assetId_fkey" FOREIGN KEY ("assetId") REFERENCES "Asset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CustomFieldValue" ADD CONSTRAINT "CustomFieldValue_optionId_fkey" FOREIGN KEY ("optionId") REFERENCES "CustomFieldOption"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ticket" ADD CONSTRAINT "Ticket_statusId_fkey" FOREIGN KEY ("statusId") REFERENCES "TicketStatus"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ticket" ADD CONSTRAINT "Ticket_categoryId_fkey" FOREIGN KEY ("categoryId") REFERENCES "Category"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ticket" ADD CONSTRAINT "Ticket_submitterId_fkey" FOREIGN KEY ("submitterId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ticket" ADD CONSTRAINT "Ticket_onBehalfOfId_fkey" FOREIGN KEY ("onBehalfOfId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ticket" ADD CONSTRAINT "Ticket_assigneeId_fkey" FOREIGN KEY ("assigneeId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ticket" ADD CONSTRAINT "Ticket_lastUpdatedById_fkey" FOREIGN KEY ("lastUpdatedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ticket" ADD CONSTRAINT "Ticket_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "Ticket"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketSearch" ADD CONSTRAINT "TicketSearch_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketParticipant" ADD CONSTRAINT "TicketParticipant_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketParticipant" ADD CONSTRAINT "TicketParticipant_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketLink" ADD CONSTRAINT "TicketLink_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketLink" ADD CONSTRAINT "TicketLink_linkedTicketId_fkey" FOREIGN KEY ("linkedTicketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketTag" ADD CONSTRAINT "TicketTag_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketTag" ADD CONSTRAINT "TicketTag_tagId_fkey" FOREIGN KEY ("tagId") REFERENCES "Tag"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketIntegration" ADD CONSTRAINT "TicketIntegration_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Comment" ADD CONSTRAINT "Comment_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Comment" ADD CONSTRAINT "Comment_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CommentRecipient" ADD CONSTRAINT "CommentRecipient_commentId_fkey" FOREIGN KEY ("commentId") REFERENCES "Comment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CommentRecipient" ADD CONSTRAINT "CommentRecipient_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_uploadedById_fkey" FOREIGN KEY ("uploadedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_commentId_fkey" FOREIGN KEY ("commentId") REFERENCES "Comment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_articleId_fkey" FOREIGN KEY ("articleId") REFERENCES "Article"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_assetId_fkey" FOREIGN KEY ("assetId") REFERENCES "Asset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketEvent" ADD CONSTRAINT "TicketEvent_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketEvent" ADD CONSTRAINT "TicketEvent_actorId_fkey" FOREIGN KEY ("actorId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Article" ADD CONSTRAINT "Article_categoryId_fkey" FOREIGN KEY ("categoryId") REFERENCES "ArticleCategory"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Article" ADD CONSTRAINT "Article_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ArticleTag" ADD CONSTRAINT "ArticleTag_articleId_fkey" FOREIGN KEY ("articleId") REFERENCES "Article"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ArticleTag" ADD CONSTRAINT "ArticleTag_tagId_fkey" FOREIGN KEY ("tagId") REFERENCES "Tag"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Asset" ADD CONSTRAINT "Asset_typeId_fkey" FOREIGN KEY ("typeId") REFERENCES "AssetType"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Asset" ADD CONSTRAINT "Asset_manufacturerId_fkey" FOREIGN KEY ("manufacturerId") REFERENCES "Manufacturer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Asset" ADD CONSTRAINT "Asset_supplierId_fkey" FOREIGN KEY ("supplierId") REFERENCES "Supplier"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Asset" ADD CONSTRAINT "Asset_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Company"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AssetUser" ADD CONSTRAINT "AssetUser_assetId_fkey" FOREIGN KEY ("assetId") REFERENCES "Asset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AssetUser" ADD CONSTRAINT "AssetUser_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketAsset" ADD CONSTRAINT "TicketAsset_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketAsset" ADD CONSTRAINT "TicketAsset_assetId_fkey" FOREIGN KEY ("assetId") REFERENCES "Asset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on by hand: what Prisma's schema cannot express.

-- ── Rules of single rows ────────────────────────────────────────────────────────────────────────────────────────────
ALTER TABLE "Company" ADD CONSTRAINT "Company_name_given" CHECK (btrim("name") <> '');
ALTER TABLE "Department" ADD CONSTRAINT "Department_name_given" CHECK (btrim("name") <> '');
ALTER TABLE "User" ADD CONSTRAINT "User_username_given" CHECK (btrim("username") <> '');
ALTER TABLE "Section" ADD CONSTRAINT "Section_name_given" CHECK (btrim("name") <> '');
ALTER TABLE "Category" ADD CONSTRAINT "Category_name_given" CHECK (btrim("name") <> '');
ALTER TABLE "TicketStatus" ADD CONSTRAINT "TicketStatus_name_given" CHECK (btrim("name") <> '');
ALTER TABLE "CommentTemplate" ADD CONSTRAINT "CommentTemplate_name_given" CHECK (btrim("name") <> '');
ALTER TABLE "AutomationRule" ADD CONSTRAINT "AutomationRule_name_given" CHECK (btrim("name") <> '');
ALTER TABLE "CustomField" ADD CONSTRAINT "CustomField_name_given" CHECK (btrim("name") <> '');
ALTER TABLE "Tag" ADD CONSTRAINT "Tag_name_given" CHECK (btrim("name") <> '');
ALTER TABLE "ArticleCategory" ADD CONSTRAINT "ArticleCategory_name_given" CHECK (btrim("name") <> '');
ALTER TABLE "Article" ADD CONSTRAINT "Article_subject_given" CHECK (btrim("subject") <> '');
ALTER TABLE "AssetType" ADD CONSTRAINT "AssetType_name_given" CHECK (btrim("name") <> '');
ALTER TABLE "Manufacturer" ADD CONSTRAINT "Manufacturer_name_given" CHECK (btrim("name") <> '');
ALTER TABLE "Supplier" ADD CONSTRAINT "Supplier_name_given" CHECK (btrim("name") <> '');

ALTER TABLE "Asset"
  ADD CONSTRAINT "Asset_modelName_given" CHECK (btrim("modelName") <> ''),
  ADD CONSTRAINT "Asset_quantity_possible" CHECK ("quantity" >= 0);

ALTER TABLE "Ticket"
  ADD CONSTRAINT "Ticket_subject_given" CHECK (btrim("subject") <> ''),
  ADD CONSTRAINT "Ticket_priority_known" CHECK ("priority" BETWEEN -1 AND 2),
  ADD CONSTRAINT "Ticket_timeSpentSeconds_possible" CHECK ("timeSpentSeconds" >= 0),
  ADD CONSTRAINT "Ticket_parent_is_another" CHECK ("parentId" <> "id"),
  ADD CONSTRAINT "Ticket_updated_by_one_side" CHECK (NOT ("updatedByUser" AND "updatedByStaff"));

ALTER TABLE "TicketLink" ADD CONSTRAINT "TicketLink_to_another" CHECK ("ticketId" <> "linkedTicketId");

ALTER TABLE "Attachment"
  ADD CONSTRAINT "Attachment_one_owner" CHECK (num_nonnulls("ticketId", "articleId", "assetId") = 1),
  ADD CONSTRAINT "Attachment_comment_of_ticket" CHECK ("commentId" IS NULL OR "ticketId" IS NOT NULL),
  ADD CONSTRAINT "Attachment_size_possible" CHECK ("size" >= 0);

ALTER TABLE "CustomFieldValue"
  ADD CONSTRAINT "CustomFieldValue_one_owner" CHECK (num_nonnulls("ticketId", "userId", "companyId", "assetId") = 1);

-- The built-in statuses keep their ids, and only they have their kinds.
ALTER TABLE "TicketStatus" ADD CONSTRAINT "TicketStatus_kind_of_id"
  CHECK ("kind" = CASE "id" WHEN 1 THEN 'NEW' WHEN 2 THEN 'IN_PROGRESS' WHEN 3 THEN 'CLOSED' ELSE 'CUSTOM' END::"TicketStatusKind");

-- ── Rows that every desk has ────────────────────────────────────────────────────────────────────────────────────────
INSERT INTO "TicketStatus" ("id", "name", "nameKey", "kind", "position") VALUES
  (1, 'New', 'new', 'NEW', 1),
  (2, 'In progress', 'in progress', 'IN_PROGRESS', 2),
  (3, 'Closed', 'closed', 'CLOSED', 3);

-- Clients tell a desk's own statuses by their large ids.
ALTER SEQUENCE "TicketStatus_id_seq" MINVALUE 10001 START 10001 RESTART;

-- ── Full-text search ────────────────────────────────────────────────────────────────────────────────────────────────
-- "TicketSearch" has one row per ticket: subject (weight A), body and tags (B), comments (C), file names and field values (D).
-- A vector holds a megabyte at most, and text can double in it, so every text is cut before: what is beyond the cut is not
-- found, but never an error. Entries of the system are not searched.

CREATE FUNCTION search_vector(content text, weight "char", bytes_max int) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN setweight(to_tsvector('english'::regconfig, CASE
    WHEN content IS NULL THEN ''
    WHEN octet_length(content) <= bytes_max THEN content
    WHEN octet_length(left(content, bytes_max)) <= bytes_max THEN left(content, bytes_max)
    ELSE left(content, bytes_max / 4)
  END), weight);

-- Writes the documents of some tickets anew. The rows are locked first, so that a comment appended meanwhile is not lost.
CREATE FUNCTION refresh_ticket_search(ticket_ids int[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM "TicketSearch" WHERE "ticketId" = ANY (ticket_ids) ORDER BY "ticketId" FOR UPDATE;

  INSERT INTO "TicketSearch" ("ticketId", "publicText", "staffText")
  SELECT ticket."id", document.public, document.public
      || search_vector(comments.internal, 'C', 80000) || search_vector(details.internal, 'D', 30000)
  FROM "Ticket" ticket
  CROSS JOIN LATERAL (
    SELECT string_agg(tag."name", ' ') AS names
    FROM "TicketTag" member JOIN "Tag" tag ON tag."id" = member."tagId"
    WHERE member."ticketId" = ticket."id"
  ) tags
  CROSS JOIN LATERAL (
    SELECT
      string_agg(left("body", 100000), ' ' ORDER BY "id" DESC) FILTER (WHERE NOT "isInternal") AS public,
      string_agg(left("body", 100000), ' ' ORDER BY "id" DESC) FILTER (WHERE "isInternal") AS internal
    FROM (
      SELECT "id", "body", "isInternal" FROM "Comment"
      WHERE "ticketId" = ticket."id" AND NOT "isSystem" ORDER BY "createdAt" DESC, "id" DESC LIMIT 1000
    ) newest
  ) comments
  CROSS JOIN LATERAL (
    SELECT
      string_agg(detail.content, ' ') FILTER (WHERE NOT detail.internal) AS public,
      string_agg(detail.content, ' ') FILTER (WHERE detail.internal) AS internal
    FROM (
      SELECT "fileName" AS content, "isInternal" AS internal FROM "Attachment" WHERE "ticketId" = ticket."id"
      UNION ALL
      SELECT concat_ws(' ', left(value."text", 30000), choice."value"), field."forTechsOnly"
      FROM "CustomFieldValue" value
      JOIN "CustomField" field ON field."id" = value."fieldId"
      LEFT JOIN "CustomFieldOption" choice ON choice."id" = value."optionId"
      WHERE value."ticketId" = ticket."id"
    ) detail
  ) details
  CROSS JOIN LATERAL (
    SELECT search_vector(ticket."subject", 'A', 10000) || search_vector(ticket."body", 'B', 150000)
      || search_vector(tags.names, 'B', 10000)
      || search_vector(comments.public, 'C', 100000) || search_vector(details.public, 'D', 30000) AS public
  ) document
  WHERE ticket."id" = ANY (ticket_ids)
  ON CONFLICT ("ticketId") DO UPDATE SET "publicText" = EXCLUDED."publicText", "staffText" = EXCLUDED."staffText";
END $$;

CREATE FUNCTION ticket_search_after_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "TicketSearch" ("ticketId", "publicText", "staffText")
  SELECT "id", document, document
  FROM (SELECT "id", search_vector("subject", 'A', 10000) || search_vector("body", 'B', 150000) AS document FROM added) fresh;
  RETURN NULL;
END $$;

CREATE FUNCTION ticket_search_after_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_ticket_search(ARRAY[NEW."id"]);
  RETURN NULL;
END $$;

-- A new comment is appended: the cost does not grow with the number of comments, and two that come at once both count.
-- Adding the empty vector unpacks the stored one, so that its real size is compared.
CREATE FUNCTION ticket_search_after_comment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "TicketSearch" search SET
    "publicText" = CASE WHEN pg_column_size(search."publicText" || ''::tsvector) < 600000
      THEN search."publicText" || fresh.public ELSE search."publicText" END,
    "staffText" = CASE WHEN pg_column_size(search."staffText" || ''::tsvector) < 600000
      THEN search."staffText" || fresh.staff ELSE search."staffText" END
  FROM (
    SELECT "ticketId",
      search_vector(string_agg(left("body", 100000), ' ') FILTER (WHERE NOT "isInternal"), 'C', 100000) AS public,
      search_vector(string_agg(left("body", 100000), ' '), 'C', 100000) AS staff
    FROM added WHERE NOT "isSystem" GROUP BY "ticketId"
  ) fresh
  WHERE search."ticketId" = fresh."ticketId";
  RETURN NULL;
END $$;

CREATE FUNCTION ticket_search_after_comment_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_ticket_search(ARRAY(
    SELECT side."ticketId" FROM gone before JOIN added after USING ("id")
    CROSS JOIN LATERAL (VALUES (before."ticketId"), (after."ticketId")) side ("ticketId")
    WHERE (before."ticketId", before."body", before."isInternal") <> (after."ticketId", after."body", after."isInternal")
    GROUP BY side."ticketId"
  ));
  RETURN NULL;
END $$;

-- For tables whose rows name their ticket: "gone" and "added" are the rows before and after the statement.
CREATE FUNCTION ticket_search_refresh_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_ticket_search(ARRAY(SELECT DISTINCT "ticketId" FROM gone WHERE "ticketId" IS NOT NULL));
  RETURN NULL;
END $$;

CREATE FUNCTION ticket_search_refresh_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_ticket_search(ARRAY(SELECT DISTINCT "ticketId" FROM added WHERE "ticketId" IS NOT NULL));
  RETURN NULL;
END $$;

CREATE FUNCTION ticket_search_refresh_both() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_ticket_search(ARRAY(
    SELECT "ticketId" FROM gone WHERE "ticketId" IS NOT NULL UNION SELECT "ticketId" FROM added WHERE "ticketId" IS NOT NULL
  ));
  RETURN NULL;
END $$;

CREATE FUNCTION ticket_search_after_tag_rename() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_ticket_search(ARRAY(SELECT "ticketId" FROM "TicketTag" WHERE "tagId" = NEW."id"));
  RETURN NULL;
END $$;

CREATE FUNCTION ticket_search_after_field_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_ticket_search(ARRAY(
    SELECT "ticketId" FROM "CustomFieldValue" WHERE "fieldId" = NEW."id" AND "ticketId" IS NOT NULL
  ));
  RETURN NULL;
END $$;

CREATE FUNCTION ticket_search_after_option_rename() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_ticket_search(ARRAY(
    SELECT "ticketId" FROM "CustomFieldValue" WHERE "optionId" = NEW."id" AND "ticketId" IS NOT NULL
  ));
  RETURN NULL;
END $$;

CREATE TRIGGER ticket_search_insert AFTER INSERT ON "Ticket"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ticket_search_after_insert();
CREATE TRIGGER ticket_search_update AFTER UPDATE OF "subject", "body" ON "Ticket" FOR EACH ROW
  WHEN (OLD."subject" <> NEW."subject" OR OLD."body" <> NEW."body") EXECUTE FUNCTION ticket_search_after_update();

CREATE TRIGGER ticket_search_insert AFTER INSERT ON "Comment"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ticket_search_after_comment();
CREATE TRIGGER ticket_search_update AFTER UPDATE ON "Comment"
  REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ticket_search_after_comment_update();
CREATE TRIGGER ticket_search_delete AFTER DELETE ON "Comment"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION ticket_search_refresh_gone();

CREATE TRIGGER ticket_search_insert AFTER INSERT ON "TicketTag"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ticket_search_refresh_added();
CREATE TRIGGER ticket_search_delete AFTER DELETE ON "TicketTag"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION ticket_search_refresh_gone();
CREATE TRIGGER ticket_search_update AFTER UPDATE OF "name" ON "Tag" FOR EACH ROW
  WHEN (OLD."name" <> NEW."name") EXECUTE FUNCTION ticket_search_after_tag_rename();

CREATE TRIGGER ticket_search_insert AFTER INSERT ON "Attachment"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ticket_search_refresh_added();
CREATE TRIGGER ticket_search_update AFTER UPDATE ON "Attachment"
  REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ticket_search_refresh_both();
CREATE TRIGGER ticket_search_delete AFTER DELETE ON "Attachment"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION ticket_search_refresh_gone();

CREATE TRIGGER ticket_search_insert AFTER INSERT ON "CustomFieldValue"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ticket_search_refresh_added();
CREATE TRIGGER ticket_search_update AFTER UPDATE ON "CustomFieldValue"
  REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ticket_search_refresh_both();
CREATE TRIGGER ticket_search_delete AFTER DELETE ON "CustomFieldValue"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION ticket_search_refresh_gone();
CREATE TRIGGER ticket_search_update AFTER UPDATE OF "forTechsOnly" ON "CustomField" FOR EACH ROW
  WHEN (OLD."forTechsOnly" <> NEW."forTechsOnly") EXECUTE FUNCTION ticket_search_after_field_change();
CREATE TRIGGER ticket_search_update AFTER UPDATE OF "value" ON "CustomFieldOption" FOR EACH ROW
  WHEN (OLD."value" <> NEW."value") EXECUTE FUNCTION ticket_search_after_option_rename();
