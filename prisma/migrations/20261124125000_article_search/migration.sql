-- AlterTable
ALTER TABLE "Article" ADD COLUMN     "searchText" tsvector;

-- CreateIndex
CREATE INDEX "Article_searchText_idx" ON "Article" USING GIN ("searchText");

-- ── Full-text search in articles ────────────────────────────────────────────────────────────────────────────────────
-- Subject (weight A) and text; what an article is about stands at its beginning.
CREATE FUNCTION article_search_before_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."searchText" := search_vector(NEW."subject", 'A', 10000) || search_vector(NEW."body", 'D', 150000);
  RETURN NEW;
END $$;
CREATE TRIGGER article_search_write BEFORE INSERT OR UPDATE OF "subject", "body" ON "Article"
  FOR EACH ROW EXECUTE FUNCTION article_search_before_write();

UPDATE "Article" SET "subject" = "subject";
