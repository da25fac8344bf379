import type { JSX } from 'preact';
import { useStore } from '../store';
import { toast } from '../stores/toast';

export function Toast(): JSX.Element {
  const words = useStore(toast);
  return (
    <div class="toast" role="status" data-shown={words !== ''}>
      {words}
    </div>
  );
}
