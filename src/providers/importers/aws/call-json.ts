import { jsonOf } from '../../http-client.ts'
import type { AwsClient, AwsReply } from './aws-client.ts'

const targets: Readonly<Record<string, string>> = {
  secretsmanager: 'secretsmanager',
  ssm: 'AmazonSSM',
}

/**
 * Calls an operation by JSON 1.1, which Secrets Manager and Systems Manager speak
 * (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html).
 */
export function callJson(client: AwsClient, operation: string, input: object): Promise<AwsReply> {
  return client.send({
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${targets[client.service]}.${operation}`,
    },
    body: JSON.stringify(input),
    read: (answer) => {
      const body = jsonOf(answer)
      const data =
        typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : undefined
      if (answer.status === 200 && data !== undefined) return { data }
      return { error: errorNameOf(data?.['__type'], answer.status) }
    },
  })
}

/**
 * A namespace before `#` and an address behind `:` may stand round the name. What the HTTP client has already asked for
 * again has its status alone, so that it is not asked for once more.
 */
function errorNameOf(type: unknown, status: number): string {
  const name = typeof type === 'string' ? type.replace(/^.*#/, '').replace(/:.*$/s, '') : ''
  const isSpent = status === 429 || status > 500
  return /^\w{1,80}$/.test(name) && !isSpent ? name : `status ${status}`
}

/** Items of all pages, page by page. */
export async function* jsonPages(
  client: AwsClient,
  operation: string,
  input: object,
  { items, orThrow }: { readonly items: string; readonly orThrow: (error: string) => Error },
): AsyncGenerator<readonly unknown[]> {
  let token: unknown
  do {
    const { data, error } = await callJson(client, operation, { ...input, ...(token === undefined ? {} : { NextToken: token }) }) // prettier-ignore
    if (error !== undefined) throw orThrow(error)
    const page = data[items]
    // Without its list an answer says nothing: it is no empty list.
    if (!Array.isArray(page)) throw orThrow(`no ${items}`)
    yield page
    const next = data['NextToken']
    // The same token again would be the same page for ever.
    token = typeof next === 'string' && next !== '' && next !== token ? next : undefined
  } while (token !== undefined)
}

/** Account of an ARN, `arn:aws:ssm:eu-west-1:123456789012:…`; `undefined` where it has none. */
function accountOf(arn: unknown): string | undefined {
  const account = typeof arn === 'string' ? arn.split(':')[4] : undefined
  return account === undefined || !/^\d{12}$/.test(account) ? undefined : account
}

/** Where a thing of AWS is, as paths begin: account and region, each where it is known. */
export function placeOf(arn: unknown, region?: string): string[] {
  return [accountOf(arn), region].filter((part) => part !== undefined)
}
