/** A registered model, as far as manifests can name it. */
export interface ModelListing {
  name: string;
  /** The newest first. */
  versions: { version: string; aliases: string[] }[];
}

export interface RegistryRequests {
  /** Null where the workspace's tracker keeps its models itself. */
  'registry/models': { params: Record<string, never>; result: { models: ModelListing[] | null } };
}

export interface RegistryNotifications {
  /** Models, versions or aliases are others now. */
  'registry/changed': Record<string, never>;
}
