-- DropIndex
DROP INDEX "Ticket_dueDate_idx";

-- CreateIndex
CREATE INDEX "Article_createdAt_id_idx" ON "Article"("createdAt", "id");

-- CreateIndex
CREATE INDEX "Article_updatedAt_id_idx" ON "Article"("updatedAt", "id");

-- CreateIndex
CREATE INDEX "Asset_serialNumber_idx" ON "Asset" USING HASH ("serialNumber");

-- CreateIndex
CREATE INDEX "Asset_createdAt_id_idx" ON "Asset"("createdAt", "id");

-- CreateIndex
CREATE INDEX "Asset_updatedAt_id_idx" ON "Asset"("updatedAt", "id");

-- CreateIndex
CREATE INDEX "Category_name_id_idx" ON "Category"("name", "id");

-- CreateIndex
CREATE INDEX "CustomFieldValue_text_idx" ON "CustomFieldValue" USING HASH ("text");

-- CreateIndex
CREATE INDEX "Ticket_dueDate_id_idx" ON "Ticket"("dueDate", "id");

-- CreateIndex
CREATE INDEX "Ticket_resolvedAt_id_idx" ON "Ticket"("resolvedAt", "id");

-- CreateIndex
CREATE INDEX "Ticket_priority_id_idx" ON "Ticket"("priority", "id");

-- CreateIndex
CREATE INDEX "Ticket_timeSpentSeconds_id_idx" ON "Ticket"("timeSpentSeconds", "id");

-- CreateIndex
CREATE INDEX "User_fullName_id_idx" ON "User"("fullName", "id");

-- CreateIndex
CREATE INDEX "User_email_id_idx" ON "User"("email", "id");

-- CreateIndex
CREATE INDEX "User_createdAt_id_idx" ON "User"("createdAt", "id");

-- An option belongs to one field, which the planner has to be told.
CREATE STATISTICS "CustomFieldValue_fieldId_optionId_stat" (dependencies) ON "fieldId", "optionId" FROM "CustomFieldValue";
ANALYZE "CustomFieldValue";
