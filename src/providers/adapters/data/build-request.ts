import type { HttpRequest } from '../../http-client.ts'
import type { ProviderCall } from './call-schema.ts'
import type { ProviderFile } from './provider-schema.ts'
import { fill, fillJson, namesIn, namesWithin, type Scope } from './template.ts'

/** A request that can be sent, or what is not known for it: names, as in the file. */
export type BuiltRequest =
  | { readonly request: HttpRequest; readonly missing?: undefined }
  | { readonly missing: readonly string[] }

export interface RequestContext {
  readonly file: ProviderFile
  readonly scope: Scope
  /** All values of a batch. */
  readonly secrets: readonly string[]
}

/** Of a POST that nothing may repeat the client sends one only; whoever runs the step decides about another. */
export function buildRequest(call: ProviderCall, context: RequestContext): BuiltRequest {
  const { file, scope, secrets } = context
  const missing = namesOfCall(call, file).filter((name) => scope(name) === undefined)
  if (missing.length > 0) return { missing: [...new Set(missing)] }
  const url = addressOf(call, scope)
  if (url === undefined) return { missing: ['address'] }
  const headers = headersOf(call, context)
  if (Object.values(headers).some((value) => !isHeaderText(value))) return { missing: ['header'] }
  const body = bodyOf(call, scope, secrets)
  const method = methodOf(call)
  return {
    request: {
      method,
      url,
      headers,
      ...(body !== undefined && { body }),
      isIdempotent: readsOnly(call),
    },
  }
}

/** Every name that a call needs, those of headers that all calls have included. */
export function namesOfCall(
  call: ProviderCall,
  { headers }: Pick<ProviderFile, 'headers'>,
): string[] {
  const { answers: _answers, capture: _capture, choose, pages: _pages, ...sent } = call
  const wanted = choose?.where.flatMap((one) => {
    if (one.equals !== undefined) return namesIn(one.equals)
    return ['secret']
  })
  const names = [...namesWithin(headers ?? {}), ...namesWithin(sent), ...(wanted ?? [])]
  return names.map((name) => (name === 'secrets' ? 'secret' : name))
}

/** Whether it changes nothing, so that it may be sent again. */
export function readsOnly(call: ProviderCall): boolean {
  return call.reads ?? ['GET', 'LIST'].includes(methodOf(call))
}

export function methodOf({ call }: ProviderCall): HttpRequest['method'] {
  return call.slice(0, call.indexOf(' ')) as HttpRequest['method']
}

/** The address as the file writes it. */
export function templateOf({ call }: ProviderCall): string {
  return call.slice(call.indexOf(' ') + 1)
}

/** @returns `undefined` for what is no address, or would lead to another path than the file's */
export function addressOf(call: ProviderCall, scope: Scope): URL | undefined {
  const template = templateOf(call)
  if (template === '{secret}') return secretAddress(scope('secret')?.text)
  const [, base = '', path = ''] = /^(\{\w+\}|https:\/\/[^/?#]+)(.*)$/s.exec(template) ?? []
  const isNamed = base.startsWith('{')
  const origin = isNamed ? scope(base.slice(1, -1))?.text : fill(base, scope)
  const names = namesIn(path).map((name) => scope(name)?.text ?? '')
  // A dot for a segment would be resolved away.
  if (origin === undefined || names.some((text) => /^\.{0,2}$/.test(text))) return undefined
  const labels = isNamed ? [] : namesIn(base).map((name) => scope(name)?.text ?? '')
  if (labels.some((label) => !/^[a-z0-9](?:[a-z0-9.-]{0,200}[a-z0-9])?$/i.test(label)))
    return undefined
  const typed = origin + fill(path, scope, encodeSegment)
  if (!URL.canParse(typed)) return undefined
  const url = new URL(typed)
  for (const [name, value] of Object.entries(call.query ?? {}))
    url.searchParams.set(name, fill(value, scope))
  const { page, first = 1, size } = call.pages ?? {}
  if (size) url.searchParams.set(size.parameter, String(size.count))
  if (page !== undefined) url.searchParams.set(page, String(first))
  return url
}

/** A colon may stand in a path as it is (RFC 3986, 3.3); Telegram's tokens have one. */
function encodeSegment(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':')
}

function secretAddress(secret: string | undefined): URL | undefined {
  const typed = secret === undefined || /^https?:\/\//i.test(secret) ? secret : `https://${secret}`
  return typed !== undefined && URL.canParse(typed) ? new URL(typed) : undefined
}

function headersOf(call: ProviderCall, { file, scope }: RequestContext): Record<string, string> {
  const written = { accept: 'application/json', ...file.headers, ...call.headers }
  const headers = Object.fromEntries(
    Object.entries(written).map(([name, value]) => [name.toLowerCase(), fill(value, scope)]),
  )
  if (call.bearer !== undefined) headers['authorization'] = `Bearer ${fill(call.bearer, scope)}`
  if (call.basic) {
    const pair = `${fill(call.basic.user, scope)}:${fill(call.basic.password, scope)}`
    headers['authorization'] = `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`
  }
  if (call.json !== undefined) headers['content-type'] ??= 'application/json'
  if (call.form) headers['content-type'] = 'application/x-www-form-urlencoded'
  return headers
}

function bodyOf(call: ProviderCall, scope: Scope, secrets: readonly string[]): string | undefined {
  if (call.json !== undefined) return JSON.stringify(fillJson(call.json, scope, secrets))
  if (!call.form) return undefined
  const fields = Object.entries(call.form).map(
    ([name, value]) => [name, fill(value, scope)] as const,
  )
  return new URLSearchParams(Object.fromEntries(fields)).toString()
}

function isHeaderText(text: string): boolean {
  return /^[\x20-\x7e\x80-\xff]*$/.test(text)
}
