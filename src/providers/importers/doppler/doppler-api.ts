import { StanchError } from '../../../text/error.ts'
import { askJson, type JsonAnswer } from '../asking/ask-json.ts'
import type { ImportContext } from '../importer.ts'

/** https://docs.doppler.com/reference/api */
export interface DopplerApi {
  /** A service token sees one config and lists nothing. */
  readonly isServiceToken: boolean
  get(path: string, query: Readonly<Record<string, string>>): Promise<JsonAnswer>
}

export const dopplerHost = 'api.doppler.com'

export function dopplerAddress({ env }: Pick<ImportContext, 'env'>): URL {
  const text = env['DOPPLER_API_HOST'] || `https://${dopplerHost}`
  if (URL.canParse(text)) return new URL(text)
  throw new StanchError(
    'DOPPLER_ADDRESS_INVALID',
    'DOPPLER_API_HOST: expected an address, https://…',
  )
}

/** @throws StanchError `DOPPLER_NO_TOKEN` */
export function dopplerApi(context: ImportContext): DopplerApi {
  const token = context.env['DOPPLER_TOKEN']?.trim() ?? ''
  if (token === '')
    throw new StanchError(
      'DOPPLER_NO_TOKEN',
      'DOPPLER_TOKEN is not set: expected a token of a service account that may read the projects, or of one config.',
    )
  const base = dopplerAddress(context)
  return {
    isServiceToken: token.startsWith('dp.st.'),
    get: (path, query) => {
      const url = new URL(path, base)
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
      return askJson(context, {
        method: 'GET',
        url,
        headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      })
    },
  }
}
