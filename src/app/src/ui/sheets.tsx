/* sheets.tsx: what is open over the page. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useStore } from '../store';
import { route } from '../stores/route';
import { closeSheet, sheet, type Sheet } from '../stores/sheet';
import { CommentsSheet } from './comments-sheet';
import { EditSheet } from './edit-sheet';
import { EditVideoSheet } from './edit-video-sheet';
import { MenuSheet } from './menu-sheet';
import { PeopleSheet } from './people-sheet';
import { PersonSheet } from './person-sheet';
import { RemoveVideoSheet } from './remove-video-sheet';
import { ReportSheet } from './report-sheet';
import { WhySheet } from './why-sheet';

function One({ of }: { of: Sheet }): JSX.Element {
  switch (of.kind) {
    case 'comments':
      return <CommentsSheet video={of.video} />;
    case 'menu':
      return <MenuSheet video={of.video} why={of.why} />;
    case 'why':
      return <WhySheet why={of.why} />;
    case 'person':
      return <PersonSheet person={of.person} />;
    case 'report':
      return <ReportSheet about={of.about} back={of.back} />;
    case 'people':
      return <PeopleSheet person={of.person} which={of.which} />;
    case 'edit':
      return <EditSheet person={of.person} />;
    case 'edit-video':
      return <EditVideoSheet video={of.video} />;
    case 'remove-video':
      return <RemoveVideoSheet id={of.id} title={of.title} />;
  }
}

export function Sheets(): JSX.Element | null {
  const open = useStore(sheet);
  const at = useStore(route);
  useEffect(() => closeSheet, [at]);
  return open === null ? null : <One key={open.kind} of={open} />;
}
