import type { HttpAnswer } from '../../http-client.ts'

/** A refusal, before its protocol gives it a form. */
export interface AwsRefusal {
  readonly status: number
  readonly code: string
  readonly message: string
}

export function refusal(status: number, code: string, message = code): { refusal: AwsRefusal } {
  return { refusal: { status, code, message } }
}

/** `AWS.name` in XML: texts are escaped, lists are `member`s, what is undefined is left out. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue }

export function xmlOf(value: XmlValue): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return value.map((one: XmlValue) => `<member>${xmlOf(one)}</member>`).join('') // prettier-ignore
  if (typeof value === 'object')
    return Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([name, inner]) => `<${name}>${xmlOf(inner as XmlValue)}</${name}>`)
      .join('')
  return String(value).replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */
export function queryAnswer(
  operation: string,
  namespace: string,
  result: XmlValue | { refusal: AwsRefusal },
  requestId: string,
): HttpAnswer {
  const failed = refusalIn(result)
  if (failed !== undefined) {
    const type = failed.status >= 500 ? 'Receiver' : 'Sender'
    const error = xmlOf({ Error: { Type: type, Code: failed.code, Message: failed.message }, RequestId: requestId }) // prettier-ignore
    return answer(failed.status, 'text/xml', `<ErrorResponse xmlns="${namespace}">${error}</ErrorResponse>`, requestId) // prettier-ignore
  }
  const inner = result === undefined ? '' : `<${operation}Result>${xmlOf(result as XmlValue)}</${operation}Result>` // prettier-ignore
  const meta = xmlOf({ ResponseMetadata: { RequestId: requestId } })
  return answer(200, 'text/xml', `<${operation}Response xmlns="${namespace}">${inner}${meta}</${operation}Response>`, requestId) // prettier-ignore
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html */
export function jsonAnswer(
  result: object | { refusal: AwsRefusal },
  requestId: string,
): HttpAnswer {
  const failed = refusalIn(result)
  const body = failed === undefined ? result : { __type: failed.code, message: failed.message }
  return answer(failed?.status ?? 200, 'application/x-amz-json-1.1', JSON.stringify(body), requestId) // prettier-ignore
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function restAnswer(
  result: { readonly xml: string } | { refusal: AwsRefusal },
  requestId: string,
): HttpAnswer {
  const failed = refusalIn(result)
  const xml = failed === undefined ? (result as { xml: string }).xml : xmlOf({ Error: { Code: failed.code, Message: failed.message, RequestId: requestId } }) // prettier-ignore
  return answer(failed?.status ?? 200, 'application/xml', `<?xml version="1.0" encoding="UTF-8"?>${xml}`, requestId, 'x-amz-request-id') // prettier-ignore
}

function answer(
  status: number,
  type: string,
  text: string,
  requestId: string,
  name = 'x-amzn-requestid',
): HttpAnswer {
  return {
    status,
    headers: { 'content-type': type, [name]: requestId },
    body: new TextEncoder().encode(text),
  }
}

function refusalIn(result: unknown): AwsRefusal | undefined {
  const isRefusal = typeof result === 'object' && result !== null && 'refusal' in result
  return isRefusal ? (result as { refusal: AwsRefusal }).refusal : undefined
}
