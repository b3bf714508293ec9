import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defaultConfiguration } from '../../../src/scan/configuration.ts'
import { scanExport } from '../../../src/scan/export/scan-export.ts'
import { scan } from '../../../src/scan/scan.ts'
import { fingerprintKeyOf } from '../../../src/text/fingerprint.ts'
import { githubToken } from '../../exports/scan-text.ts'

const megabytes = 48
const record = (text: string) =>
  `${JSON.stringify({ type: 'user', sessionId: 's', uuid: 'u', parentUuid: null, timestamp: '2026-01-01T00:00:00Z', message: { role: 'user', content: text } })}\n`

test.for([
  ['scan export', scanExport],
  ['scan', scan],
] as const)(
  '%s gives up a large file at a signal, and keeps what it has found',
  async ([, run]) => {
    const directory = mkdtempSync(join(tmpdir(), 'stanch-test-'))
    try {
      const path = join(directory, 'session.jsonl')
      const part = record('nothing here '.repeat(80)).repeat(900)
      writeFileSync(path, record(githubToken(1)) + part.repeat(megabytes))
      const stop = new AbortController()
      const { findings, coverage } = await run(
        {
          paths: [path],
          configuration: defaultConfiguration,
          directory,
          key: fingerprintKeyOf(new Uint8Array(32).fill(7)),
          isKeyEphemeral: false,
          threads: 1,
          signal: stop.signal,
          format: undefined,
        },
        {
          onFound: () => {
            stop.abort()
            return true
          },
          onProgress: () => undefined,
          onRegexFallback: () => undefined,
          onIndexRefused: () => undefined,
          needsValues: false,
          suppressionUse: () => ({ suppressed: 0, expired: [], dead: [] }),
        },
      )
      expect(coverage).toMatchObject({ interrupted: true, complete: false })
      expect(coverage.bytes).toBeLessThan(megabytes * 900_000)
      expect(findings).toHaveLength(1)
    } finally {
      rmSync(directory, { recursive: true })
    }
  },
)
