-- AlterEnum
ALTER TYPE "MailKind" ADD VALUE 'WELCOME';

-- AlterTable
ALTER TABLE "OutgoingMail" ALTER COLUMN "eventId" DROP NOT NULL;
