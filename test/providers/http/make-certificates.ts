import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** PEM. */
export interface Certificates {
  readonly caPath: string
  readonly ca: string
  readonly certificate: string
  readonly key: string
  remove(): void
}

/** An authority of its own, and a server's certificate by it. @param names of the server */
export function makeCertificates(names: readonly string[]): Certificates {
  const directory = mkdtempSync(join(tmpdir(), 'stanch-tls-'))
  const at = (name: string) => join(directory, name)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' })
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl('req', '-x509', ...fresh, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=Authority of a test', '-days', '2') // prettier-ignore
  openssl('req', ...fresh, '-keyout', at('key.pem'), '-out', at('csr.pem'), '-subj', `/CN=${names[0]!}`) // prettier-ignore
  writeFileSync(at('names'), `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}\n`)
  openssl('x509', '-req', '-in', at('csr.pem'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '2', '-extfile', at('names'), '-out', at('cert.pem')) // prettier-ignore
  const read = (name: string) => readFileSync(at(name), 'utf8')
  return {
    caPath: at('ca.pem'),
    ca: read('ca.pem'),
    certificate: read('cert.pem'),
    key: read('key.pem'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}
