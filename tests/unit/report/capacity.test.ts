import { parse } from 'csv-parse/sync'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CAPACITY_CSV_COLUMNS } from '../../../src/main/report/capacity/capacity-csv.ts'
import { capacityCsv, capacityListText, capacityText, terminalStyle } from '../../../src/main/report/index.ts'
import { capacityResult } from '../capacity/capacity-result.ts'

const plain = terminalStyle({ width: 120, colour: false })

describe('the text of a capacity search', () => {
  const text = capacityText(capacityResult(), plain)

  it('begins with the answer and the objectives', () => {
    expect(text).toMatch(/^ {2}Shop {2}capacity search finished after 1 min 05 s, 4 steps\n/)
    expect(text).toContain('objective http_req_response: p(99)<200\n')
    expect(text).toContain('CAPACITY 150 iterations/s\n')
  })

  it('has the curve by rate, each step with its verdict and reason', () => {
    const rows = text.split('\n').filter((line) => /^ +\d.* (met|missed|overloaded) /.test(line))
    expect(rows.map((row) => /^ +([\d.]+) +([\d.]+)/.exec(row)?.slice(1))).toEqual([
      ['100', '100'],
      ['150', '150'],
      ['200', '180'],
      ['200', '199']
    ])
    expect(rows[2]).toContain('180/s done of 200/s')
  })

  it('draws the curve, the worse step on top', () => {
    const plot = text.split('\n').filter((line) => line.includes('|'))
    expect(plot).toHaveLength(8)
    expect(plot[0]).toMatch(/^ +412 \|.*x$/)
    expect(plot.join('')).toContain('o')
    expect(plot.at(-1)).toContain('.')
  })

  it('has no plot of two steps and no table of none, and fits a narrow terminal', () => {
    const narrow = terminalStyle({ width: 60, colour: false })
    const two = capacityResult({ steps: capacityResult().steps.slice(0, 2) })
    expect(capacityText(two, narrow)).not.toContain('|')
    const [, ...table] = capacityText(capacityResult(), narrow).split('rate/s')
    for (const line of table.join('').split('\n')) expect(line.length).toBeLessThanOrEqual(60)
    expect(capacityText(capacityResult({ steps: [] }), plain)).not.toContain('rate/s')
  })

  it('lists searches with their short answers', () => {
    const { search, objectives, steps, conclusion } = capacityResult()
    const item = { ...search, objectives, steps: steps.length, conclusion }
    const below = { ...item, conclusion: { ...conclusion, kind: 'below', nextRate: 5 } } as const
    const least = { ...item, status: 'stopped', conclusion: { ...conclusion, kind: 'at-least' } } as const
    const text = capacityListText([item, below, least], plain)
    expect(text).toMatch(/0abc .* 150\/s .* objective/)
    expect(text).toMatch(/< 5\.0\/s/)
    expect(text).toMatch(/>= 150\/s .* stopped/)
    expect(capacityListText([], plain)).toBe('  No capacity searches.\n')
  })
})

describe('the CSV of a curve', () => {
  it('has one row for each step in the order of measurement', () => {
    const rows: Record<string, string>[] = parse(capacityCsv(capacityResult()), { columns: true })
    expect(rows.map((row) => [row['position'], row['rate'], row['verdict'], row['response_p99_ms']])).toEqual(
      [
        ['1', '100', 'met', '20'],
        ['2', '200', 'overloaded', '412'],
        ['3', '200', 'missed', '300'],
        ['4', '150', 'met', '150']
      ]
    )
  })

  it('is documented column by column', () => {
    const text = readFileSync(new URL('../../../docs/capacity.md', import.meta.url), 'utf8')
    for (const column of CAPACITY_CSV_COLUMNS) {
      const [, latency, statistic] = /^(response|service)_(.*)_ms$/.exec(column) ?? []
      const names = latency === undefined ? [`\`${column}\``] : [`\`${latency}_*_ms\``, `\`${statistic}\``]
      for (const name of names) expect(text).toContain(name)
    }
  })
})
