import { createReadStream, createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { exitStatus } from './exit-status.ts'
import { createLog } from './log.ts'
import { openRedactor } from './open-redactor.ts'
import { buildRedactionOptions, type TypedRedactionOptions } from './redact-options.ts'

/** `stanch redact` as typed. */
export interface TypedFilterOptions extends TypedRedactionOptions {
  readonly in?: string
  readonly out?: string
}

/** @returns exit status: 0 after masking, 2 when a record was withheld for another reason than a secret */
export async function runRedact(typed: TypedFilterOptions): Promise<number> {
  const options = buildRedactionOptions(typed)
  const log = createLog(options.log)
  let withheld = 0
  const redactor = await openRedactor({
    options,
    log,
    wantsStableKey: false,
    readsOn: true,
    onWithheld: () => {
      withheld++
      return undefined
    },
  })
  const stream = redactor.openBytes()
  const input = typed.in === undefined ? process.stdin : createReadStream(typed.in)
  const output = typed.out === undefined ? process.stdout : createWriteStream(typed.out)
  for await (const chunk of input) {
    const bytes = stream.push(chunk as Uint8Array)
    if (bytes.length > 0 && !output.write(bytes)) await once(output, 'drain')
  }
  output.write(stream.end())
  if (output !== process.stdout) output.end()
  return withheld > 0 ? exitStatus.failed : exitStatus.clean
}
