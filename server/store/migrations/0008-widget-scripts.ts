import type { Migration } from './migration.ts'

/** The scripts of every build that merchants' pages may have pinned. */
export const widgetScripts: Migration = {
  name: '0008-widget-scripts',
  statements: [
    'create table widget_scripts (name text primary key, content text not null, created_at {instant} not null)',
  ],
}
