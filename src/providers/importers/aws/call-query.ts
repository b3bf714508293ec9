import { fieldOf, isObject, objectsOf } from '../../../text/field-of.ts'
import { parseAwsXml } from '../../aws/read-aws-answer.ts'
import type { HttpAnswer } from '../../http-client.ts'
import type { AwsClient, AwsReply } from './aws-client.ts'

const version = '2010-05-08'

/**
 * Calls an operation of IAM, which speaks forms and XML
 * (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html).
 */
export function callQuery(
  client: AwsClient,
  operation: string,
  input: Readonly<Record<string, string>>,
): Promise<AwsReply> {
  return client.send({
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: new URLSearchParams({ Action: operation, Version: version, ...input }).toString(),
    read: (answer) => readQueryAnswer(answer, operation),
  })
}

function readQueryAnswer({ status, body }: HttpAnswer, operation: string): AwsReply {
  const document = parseAwsXml(body)
  const response = fieldOf(document, `${operation}Response`)
  const result = fieldOf(response, `${operation}Result`)
  // What changes something may answer without a result.
  if (status === 200 && isObject(response)) return { data: isObject(result) ? result : {} }
  const code = fieldOf(document, 'ErrorResponse', 'Error', 'Code')
  const isSpent = status === 429 || status > 500
  return { error: typeof code === 'string' && /^\w{1,80}$/.test(code) && !isSpent ? code : `status ${status}` } // prettier-ignore
}

/** Members of all pages. */
export async function* queryPages(
  client: AwsClient,
  operation: string,
  input: Readonly<Record<string, string>>,
  { list, orThrow }: { readonly list: string; readonly orThrow: (error: string) => Error },
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  let marker: string | undefined
  do {
    const { data, error } = await callQuery(client, operation, { ...input, ...(marker === undefined ? {} : { Marker: marker }) }) // prettier-ignore
    if (error !== undefined) throw orThrow(error)
    // An empty list is an element without members; without its element an answer says nothing.
    if (data[list] === undefined) throw orThrow(`no ${list}`)
    yield* objectsOf(data, list, 'member')
    const next = data['IsTruncated'] === 'true' ? data['Marker'] : undefined
    marker = typeof next === 'string' && next !== marker ? next : undefined
  } while (marker !== undefined)
}
