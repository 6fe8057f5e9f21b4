-- CreateEnum
CREATE TYPE "MailKind" AS ENUM ('CONFIRMATION', 'NEW_TICKET', 'REPLY', 'INTERNAL_NOTE', 'ASSIGNMENT', 'CLOSING');

-- CreateTable
CREATE TABLE "MailJob" (
    "eventId" INTEGER NOT NULL,
    "kinds" "MailKind"[],

    CONSTRAINT "MailJob_pkey" PRIMARY KEY ("eventId")
);

-- CreateTable
CREATE TABLE "OutgoingMail" (
    "id" SERIAL NOT NULL,
    "eventId" INTEGER NOT NULL,
    "userId" INTEGER NOT NULL,
    "kind" "MailKind" NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "OutgoingMail_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "OutgoingMail_dueAt_id_idx" ON "OutgoingMail"("dueAt", "id");

-- CreateIndex
CREATE INDEX "OutgoingMail_userId_idx" ON "OutgoingMail"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "OutgoingMail_eventId_userId_key" ON "OutgoingMail"("eventId", "userId");

-- AddForeignKey
ALTER TABLE "MailJob" ADD CONSTRAINT "MailJob_eventId_fkey" FOREIGN KEY ("eventId") REFERENCES "TicketEvent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutgoingMail" ADD CONSTRAINT "OutgoingMail_eventId_fkey" FOREIGN KEY ("eventId") REFERENCES "TicketEvent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutgoingMail" ADD CONSTRAINT "OutgoingMail_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
