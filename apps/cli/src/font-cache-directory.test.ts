import { expect, it } from 'vitest'
import { fontCacheDirectory, type Machine } from './font-cache-directory.ts'

const linux: Machine = { platform: 'linux', env: {}, home: '/home/ann' }
const mac: Machine = { platform: 'darwin', env: { XDG_CACHE_HOME: '/c' }, home: '/Users/ann' }
const windows: Machine = {
  platform: 'win32',
  env: { LOCALAPPDATA: 'C:\\Users\\ann\\AppData\\Local' },
  home: 'C:\\Users\\ann',
}

it.each([
  ['Linux', linux, '/home/ann/.cache/ossimg/fonts'],
  ['XDG_CACHE_HOME', { ...linux, env: { XDG_CACHE_HOME: '/c' } }, '/c/ossimg/fonts'],
  ['a relative XDG_CACHE_HOME', { ...linux, env: { XDG_CACHE_HOME: 'c' } }, '/home/ann/.cache/ossimg/fonts'],
  ['a user without a home', { ...linux, home: undefined }, undefined],
  ['macOS', mac, '/Users/ann/Library/Caches/ossimg/fonts'],
  ['Windows', windows, 'C:\\Users\\ann\\AppData\\Local\\ossimg\\fonts'],
  ['Windows without LOCALAPPDATA', { ...windows, env: {} }, undefined],
])('keeps fonts where %s keeps caches', (_, machine, directory) => {
  expect(fontCacheDirectory(machine)).toBe(directory)
})
