import sharp from 'sharp'

/**
 * Names what decides the pixels beside source and process: our own rules, counted up with every change
 * of a result, and the libraries below. Part of every cache key.
 */
export const ENGINE_REVISION = `2-sharp${sharp.versions.sharp}-vips${sharp.versions.vips}`
