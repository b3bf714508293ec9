import { spawn } from 'node:child_process'
import { evidenceNamespace } from '../../report/incident/evidence/evidence-manifest.ts'
import { StanchError } from '../../text/error.ts'

/**
 * A signature of OpenSSH over these bytes, made by `ssh-keygen`, which asks for a passphrase on the terminal, or an agent.
 *
 * @param key path of a private key, or of a public one whose other half an agent has
 * @throws StanchError `EVIDENCE_UNSIGNED`
 */
export function signBytes(bytes: Uint8Array, key: string): Promise<Uint8Array> {
  const child = spawn('ssh-keygen', ['-Y', 'sign', '-n', evidenceNamespace, '-f', key], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const out: Buffer[] = []
  const told: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => told.push(chunk))
  child.stdin.on('error', () => undefined)
  child.stdin.end(bytes)
  return new Promise((resolve, reject) => {
    child.on('error', () => reject(unsigned(key, 'ssh-keygen could not be started')))
    child.on('close', (status) => {
      const signature = Buffer.concat(out)
      if (status === 0 && signature.includes('BEGIN SSH SIGNATURE')) resolve(signature)
      else reject(unsigned(key, Buffer.concat(told).toString().trim().split('\n').at(-1) ?? ''))
    })
  })
}

function unsigned(key: string, what: string): StanchError {
  return new StanchError(
    'EVIDENCE_UNSIGNED',
    `--key ${key}: expected a key that ssh-keygen can sign with; ${what || 'it made no signature'}. Nothing was written.`,
  )
}
