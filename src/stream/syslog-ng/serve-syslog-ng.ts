import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import type { Relay } from './relay.ts'

/** Longest line; a longer one is withheld. */
const lineBytesMax = 1 << 26

const lineFeed = 10

/** Relays all lines, in order, as fast as they are read back. An unfinished last line is none: its rest never came. */
export async function serveSyslogNg(
  relay: Relay,
  input: Readable,
  output: Writable,
): Promise<void> {
  let rest: Buffer[] = []
  let restBytes = 0
  for await (const chunk of input as AsyncIterable<Buffer>) {
    const lines: Buffer[] = []
    let from = 0
    for (let feed = chunk.indexOf(lineFeed); feed >= 0; feed = chunk.indexOf(lineFeed, from)) {
      const end = chunk.subarray(from, feed + 1)
      lines.push(relay.relay(rest.length === 0 ? end : Buffer.concat([...rest, end])))
      rest = []
      restBytes = 0
      from = feed + 1
    }
    restBytes += chunk.length - from
    if (restBytes > lineBytesMax) rest = [Buffer.from('too long')]
    else if (from < chunk.length) rest.push(chunk.subarray(from))
    if (lines.length > 0 && !output.write(Buffer.concat(lines))) await once(output, 'drain')
  }
}
