/** What an AccessKey ID must be, for messages. */
export const ACCESS_KEY_ID = 'an id without spaces, colons and commas'

/** Whether a text can be an AccessKey ID: both forms of the Authorization header can hold it. */
export function isAccessKeyId(text: string): boolean {
  return /^[^\s:,]+$/.test(text)
}
