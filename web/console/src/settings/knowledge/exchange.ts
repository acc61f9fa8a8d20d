/** Knowledge as files: what is taken out, what a file would bring in. */
import { defineTexts } from '@/kit/lang'
import type { Schemas } from '@/kit/schema'

export type Step = Schemas['StepShown']
export type Format = Schemas['KnowledgeExport']['format']
export const FORMATS: Format[] = ['excel', 'csv', 'markdown']
export const OUTCOMES = ['new', 'changed', 'unchanged', 'refused'] as const

export const exchangeText = defineTexts(
  'exchange',
  {
    export: '导出', import: '导入', exportThese: '导出列出的 {n} 条',
    format_excel: 'Excel 表格', format_csv: 'CSV 文本', format_markdown: 'Markdown 文件夹（zip）', emptyTable: '空白表格（填写后导入）',
    hint: '支持导出的 Excel、CSV 和 Markdown 文件夹（zip）。先试读，看清楚再导入；导入的内容是新版本，仍须他人审核后上线。',
    choose: '选择文件', drop: '或把文件拖到这里', another: '换一个文件', reading: '正在试读…',
    outcome_new: '新增', outcome_changed: '有改动', outcome_unchanged: '无变化', outcome_refused: '有错误',
    all: '全部', row: '行', entry: '知识', outcome: '结果', wrong: '需要更正',
    bring: '导入 {n} 条', nothing: '没有可导入的', done: '已导入 {n} 条，等待审核', doneTitle: '导入完成',
    refusedRows: '下载有误的 {n} 行', noRows: '没有这样的行', release: '看被拦下的句子', tryAgain: '重新试读',
    more: '只列出前 {n} 行；可以按结果筛选。', close: '关闭',
  },
  {
    export: 'Export', import: 'Import', exportThese: 'Export the {n} that are listed',
    format_excel: 'Excel', format_csv: 'CSV', format_markdown: 'Markdown folder (zip)', emptyTable: 'Empty table to fill in',
    hint: 'Takes the exported Excel, CSV and Markdown folder (zip). It is tried first: look, then import. What comes in are new versions, which somebody else still approves.',
    choose: 'Choose a file', drop: 'or drop it here', another: 'Another file', reading: 'Reading…',
    outcome_new: 'New', outcome_changed: 'Changed', outcome_unchanged: 'Unchanged', outcome_refused: 'Wrong',
    all: 'All', row: 'Row', entry: 'Entry', outcome: 'Outcome', wrong: 'To be put right',
    bring: 'Import {n}', nothing: 'Nothing to import', done: '{n} imported; they wait for approval', doneTitle: 'Imported',
    refusedRows: 'Download wrong rows ({n})', noRows: 'No such rows', release: 'Show the sentences', tryAgain: 'Try again',
    more: 'The first {n} rows are listed; filter by outcome to see others.', close: 'Close',
  },
)
