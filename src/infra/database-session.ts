/** The adapters drop the offset of the times they read, and lists that the database writes have them in ISO 8601. */
export const TIMES = `SET TIME ZONE 'UTC'; SET DateStyle = 'ISO'`;

/**
 * A desk's tables lie in memory or on SSDs, where looking a row up by an index costs little more than reading on; with the cost
 * that PostgreSQL assumes from the days of hard disks it reads whole tables instead. Another one that an administrator has set
 * stays. And compiling a statement takes longer than any of ours should.
 */
export const COSTS = `SELECT set_config('random_page_cost', '1.1', false) WHERE current_setting('random_page_cost') = '4';
  SET jit = off`;
