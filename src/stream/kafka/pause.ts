import { setTimeout } from 'node:timers/promises'

/** @param signal ends the pause early, without an error */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await setTimeout(milliseconds, undefined, signal ? { signal } : {})
  } catch {
    // Woken.
  }
}
