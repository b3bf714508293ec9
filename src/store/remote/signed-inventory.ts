import type { HttpClient } from '../../providers/http-client.ts'
import { StanchError } from '../../text/error.ts'
import type { RemoteText } from './remote-text.ts'
import { faultOfSignature, type SignaturePurpose } from './ssh-signature.ts'
import { textOf } from './text-of.ts'

const purpose: SignaturePurpose = {
  namespace: 'stanch-inventory',
  signersIn: 'inventory.signers',
}

/** @throws StanchError `INVENTORY_PLACE_INVALID` for what is no https address, or one with credentials in it */
export function parseSignedPlace(place: string): URL {
  const url = URL.canParse(place) ? new URL(place) : undefined
  if (url?.protocol === 'https:' && url.username === '' && url.password === '') return url
  const shown = url === undefined ? 'inventory.store' : `${url.protocol}//${url.host}/…`
  throw new StanchError(
    'INVENTORY_PLACE_INVALID',
    `${shown}: expected an https address without credentials; got another.\n` +
      'A file is given by its path, a database as postgres://HOST/DATABASE.',
  )
}

/**
 * An inventory at an address, with its signature beside it: `<address>.sig`, as `ssh-keygen -Y sign` writes it. Whoever owns
 * the server, or the way to it, cannot change a byte.
 *
 * @param signers public keys that the configuration pins
 * @throws StanchError `INVENTORY_UNSIGNED` when none is pinned
 */
export function signedInventory(
  url: URL,
  http: HttpClient,
  signers: readonly string[],
): RemoteText {
  const name = `${url.origin}${url.pathname}`
  const sign = `ssh-keygen -Y sign -n ${purpose.namespace} -f ~/.ssh/id_ed25519 stanch-inventory.yaml`
  if (signers.length === 0)
    throw new StanchError(
      'INVENTORY_UNSIGNED',
      `${name}: expected inventory.signers in stanch.yaml to say whose signature counts; got none.\n` +
        `Put the public key of who maintains it there (a line of id_ed25519.pub). It is signed by: ${sign}`,
    )
  const signatureUrl = new URL(url)
  signatureUrl.pathname += '.sig'
  return {
    name,
    howToChange: `Change the file where it is maintained, sign it (${sign}), and publish both.`,
    read: async (signal) => {
      const [bytes, signature] = await Promise.all([
        download(url, name, http, signal),
        download(signatureUrl, `${name}.sig`, http, signal),
      ])
      const fault = faultOfSignature(bytes, new TextDecoder().decode(signature), signers, purpose)
      if (fault === undefined) return textOf(name, bytes)
      throw new StanchError(
        'INVENTORY_SIGNATURE_INVALID',
        `${name}.sig: ${fault}. Nothing of the inventory is used.`,
      )
    },
  }
}

async function download(
  url: URL,
  name: string,
  http: HttpClient,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const answer = await http.send({ method: 'GET', url }, signal)
  if (answer.status === 200) return answer.body
  throw new StanchError(
    'INVENTORY_UNREADABLE',
    `${name}: expected the file; the server answered ${answer.status}.`,
  )
}
