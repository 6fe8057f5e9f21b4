/** Work in the background that is done whenever somebody says that there is something to do. */
export interface Nudge {
  /** Has the work done; once more if it is being done already. */
  nudge(): void;
  /** Resolves when the work is not being done. */
  settled(): Promise<void>;
}

/** The work never runs twice at a time. Its errors are reported and end nothing. */
export function createNudge(work: () => Promise<void>, onError: (error: unknown) => void): Nudge {
  let isWanted = false;
  let running: Promise<void> | null = null;

  async function run() {
    while (isWanted) {
      isWanted = false;
      await work().catch(onError);
    }
    running = null;
  }

  return {
    nudge() {
      isWanted = true;
      running ??= run();
    },
    settled: async () => void (await running),
  };
}
