import { expect, test } from 'vitest'
import { AwsCaller } from '../../../src/providers/aws/aws-caller.ts'
import type { HttpClient } from '../../../src/providers/http-client.ts'

const signal = new AbortController().signal
const read = { signal, effect: 'read' } as const

/** Answers with these statuses, one after the other, and with the last one for ever. */
function makeCaller(...statuses: number[]) {
  const slept: number[] = []
  const asked: string[] = []
  const http: HttpClient = {
    send: async ({ url }) => {
      asked.push(url.host)
      const status = statuses.length > 1 ? statuses.shift()! : statuses[0]!
      return { status, headers: {}, body: Buffer.from('{}') }
    },
  }
  const clock = { now: () => 1_700_000_000_000, sleep: async (ms: number) => void slept.push(ms) }
  const credentials = async () => ({ accessKeyId: 'testing', secretAccessKey: 'testing' })
  const caller = new AwsCaller({ http, env: {}, clock, region: 'eu-west-1', keys: new Map(), credentials }) // prettier-ignore
  const look = (region: string) =>
    caller.patient().in(region).json('cloudtrail', 'LookupEvents', {}, read)
  return { look, slept, asked }
}

test('what does not answer is waited for once, not in each region', async () => {
  const { look, slept, asked } = makeCaller(500)
  for (const region of ['eu-west-1', 'us-east-1', 'us-west-2'])
    expect((await look(region)).trouble).toBe('temporary')
  expect(slept).toEqual([500, 1000, 2000, 4000])
  expect(asked).toHaveLength(5 + 1 + 1)
})

test('an answer makes it patient again', async () => {
  const { look, slept } = makeCaller(500, 500, 500, 500, 500, 200, 429, 200)
  expect((await look('eu-west-1')).trouble).toBe('temporary')
  expect((await look('us-east-1')).trouble).toBe(undefined)
  expect((await look('us-west-2')).trouble).toBe(undefined)
  expect(slept).toEqual([500, 1000, 2000, 4000, 500])
})
