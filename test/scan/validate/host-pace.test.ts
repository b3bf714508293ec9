import { expect, test } from 'vitest'
import { HostPace } from '../../../src/scan/validate/host-pace.ts'

/** A clock that passes only while somebody waits. */
function makeClock() {
  let nowMs = 0
  return {
    now: () => nowMs,
    sleep: (milliseconds: number) => {
      nowMs += milliseconds
      return Promise.resolve()
    },
  }
}

test('requests to one host go one after the other, with a gap, whatever became of the one before', async () => {
  const clock = makeClock()
  const pace = new HostPace(clock)
  const { signal } = new AbortController()
  const startedAt: number[] = []
  let running = 0
  const ask = async (fails: boolean) => {
    expect(++running).toBe(1)
    startedAt.push(clock.now())
    await Promise.resolve()
    running--
    if (fails) throw new Error('no')
    return 'yes'
  }
  const answers = [false, true, false].map((fails) => pace.take('a', signal, () => ask(fails)))
  expect((await Promise.allSettled(answers)).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
  ])
  expect(startedAt).toEqual([0, 100, 200])
})

test('hosts do not wait for each other', async () => {
  const pace = new HostPace(makeClock())
  const { signal } = new AbortController()
  void pace.take('slow', signal, () => new Promise(() => undefined))
  expect(await pace.take('quick', signal, () => Promise.resolve('here'))).toBe('here')
})

test('after an abort nobody is asked any more', async () => {
  const pace = new HostPace(makeClock())
  const controller = new AbortController()
  const first = pace.take('a', controller.signal, () => Promise.resolve(1))
  const second = pace.take('a', controller.signal, () => Promise.reject(new Error('was asked')))
  controller.abort(new Error('enough'))
  await expect(first).rejects.toThrow('enough')
  await expect(second).rejects.toThrow('enough')
})
