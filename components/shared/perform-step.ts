import type { Failure } from '../../utils/domain/failure/failure.ts';
import type { ButtonStep } from '../../utils/domain/failure/next-step.ts';

export interface StepEdges {
  /** Opens a place of the options page. */
  openOptions(hash: string): void;
  openPermissionPage(): void;
  openSiteSettings(): void;
  /** Opens the address of this profile in a tab. */
  openServer(profileId: string | null): void;
  chooseMicrophone(): void;
}

/** Performs the click that a failure offers. `profileId` is the profile that failed, where one is known. */
export function performStep(
  step: ButtonStep,
  profileId: string | null,
  edges: StepEdges,
  failure: Failure | null = null,
): void {
  switch (step) {
    case 'open-permission-page':
      edges.openPermissionPage();
      return;
    case 'open-site-settings':
      edges.openSiteSettings();
      return;
    case 'open-server':
      edges.openServer(profileId);
      return;
    case 'edit-profile':
      edges.openOptions(profileId === null ? '#/settings' : profileHash(profileId, failure));
      return;
    case 'choose-microphone':
      edges.chooseMicrophone();
      return;
    case 'open-audio-settings':
      edges.openOptions('#/settings/watch');
      return;
    case 'open-settings':
      edges.openOptions('#/settings');
      return;
    case 'open-storage':
      edges.openOptions('#/settings/history');
      return;
  }
}

/** The place of a profile's form, which is told of the failure, so that it can show what is to be changed. */
function profileHash(profileId: string, failure: Failure | null): string {
  const query = failure ? `?${encodeURIComponent(JSON.stringify(failure))}` : '';
  return `#/settings/profiles/${profileId}${query}`;
}
