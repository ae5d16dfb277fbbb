export const MARKER: string
export const MARKER_COLOR: { readonly r: number; readonly g: number; readonly b: number }
export const LIMITED: { readonly accessKeyId: string; readonly accessKeySecret: string }
