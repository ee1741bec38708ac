package io.vmto.hypervisor.vsphere;

/**
 * What this client believes about real vCenters and hosts and has only ever seen in documents and
 * simulators. {@link VsphereProbe} asks a real endpoint, reading only; an hour with one corrects
 * this list.
 */
public enum VsphereAssumption {
  API_VERSION(
      1,
      "The server takes a SOAPAction that names its own apiVersion or an older one",
      "call CurrentTime with the agreed version"),
  SESSION_COOKIE(
      2,
      "The session is the cookie of Login, sent back verbatim",
      "read sessionManager.currentSession after the login"),
  MACHINES_IN_VIEW(
      3,
      "A container view of the root folder holds every machine with its hardware",
      "read the hardware of all machines and count those without"),
  PAGES(
      4,
      "Property pages end with a token that ContinueRetrievePropertiesEx takes once",
      "read an inventory larger than one page"),
  CONTROLLERS(
      5,
      "Each disk names a controller of the seven known types, and the unit on it",
      "compare the controllers of all disks"),
  BIOS_UUID(
      6,
      "config.uuid is the SMBIOS UUID in canonical text form",
      "compare the form on all machines"),
  NETWORK_NAMES(
      7,
      "Every card's network has a name: of a port group, distributed or standard, or opaque",
      "look for cards without a name or with a bare key"),
  EXTENT_LISTED(
      8,
      "layoutEx lists one diskExtent for a disk on VMFS or NFS without snapshots",
      "read layoutEx of a machine that is powered off"),
  FOLDER_RANGE(
      9,
      "/folder answers a Range with 206, and the extent is as large as the disk",
      "read the first byte of a disk of a machine that is powered off"),
  FOLDER_PATH(
      10,
      "dcPath is the inventory path with folders, and ha-datacenter on a host",
      "the same read"),
  THUMBPRINT(
      11,
      "summary.config.sslThumbprint is the SHA-1 of the certificate the host shows on port 443",
      "compare it with a TLS handshake to each connected host"),
  PRIVILEGES(
      12,
      "VApp.Export, Datastore.Browse and Datastore.FileManagement are all a cold copy needs",
      "HasPrivilegeOnEntities on a machine"),
  LEASE_KEYS(
      13,
      "A deviceUrl's key ends in controller type, bus, colon, unit, without the independent disks",
      "needs an export"),
  LEASE_CAPACITY(
      14,
      "totalDiskCapacityInKB of a ready lease is the sum of the exported disks, or 0",
      "needs an export"),
  LEASE_RENEWAL(
      15,
      "HttpNfcLeaseProgress renews a lease even when the percentage stays the same",
      "needs an export"),
  LEASE_HOST(
      16,
      "A deviceUrl needs no cookie; a host of * means the server that was asked",
      "needs an export"),
  MANIFEST(
      17,
      "HttpNfcLeaseGetManifest after the last byte has the SHA-1 and size of the stream's bytes",
      "needs an export"),
  STREAM_FORM(
      18,
      "The stream is a streamOptimized VMDK with footer and end-of-stream marker",
      "needs an export"),
  SILENCE(
      19,
      "A host is never silent for two minutes inside a stream, not even in large empty areas",
      "needs an export"),
  LOCKED_IS_500(
      20,
      "/folder answers 500 for a file that is open elsewhere, and it passes",
      "needs a disk in use"),
  SESSION_END(
      21,
      "A session ends after about 30 idle minutes with NotAuthenticated, also in missingSet",
      "needs half an hour"),
  PARALLEL_RANGES(
      22,
      "/folder sends parts of one file to several clients at a time, and says the same ETag and"
          + " Last-Modified while nobody writes",
      "needs a copy"),
  CHANGE_ID(
      23,
      "A change id stands in the backing of a snapshot's own disk, and names the snapshot's moment",
      "needs a snapshot"),
  STUN(
      24,
      "Change tracking that was switched on works after the next stun, and a snapshot is one",
      "needs a snapshot"),
  AREA_PAGES(
      25,
      "An answer of QueryChangedDiskAreas is about startOffset up to startOffset plus length, in"
          + " order, and the next one begins there",
      "needs a snapshot"),
  FROZEN_BASE(
      26,
      "Under a snapshot the base extent of a running machine is read by Range and stands still",
      "needs a snapshot"),
  TRACKING_LOST(
      27,
      "A change id that means nothing any more is refused, and never answered with too little",
      "needs a reset of the tracking"),
  MERGED(
      28,
      "After RemoveSnapshot_Task the links are merged, or consolidationNeeded says that they are"
          + " not",
      "needs a snapshot");

  private final int number;
  private final String sentence;
  private final String check;

  VsphereAssumption(int number, String sentence, String check) {
    this.number = number;
    this.sentence = sentence;
    this.check = check;
  }

  public int number() {
    return number;
  }

  public String sentence() {
    return sentence;
  }

  /** How it can be checked; "needs …" where reading alone does not tell. */
  public String check() {
    return check;
  }
}
