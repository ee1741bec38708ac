package io.vmto.hypervisor.proxmox;

import static io.vmto.hypervisor.proxmox.PveClient.segment;

import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.Machine.PowerState;
import io.vmto.contract.machine.TargetNode;
import io.vmto.hypervisor.ImageBytes;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.PlatformInfo;
import io.vmto.hypervisor.PlatformInfo.Capability;
import io.vmto.hypervisor.TargetPlatform;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Proxmox VE cluster (8 or 9) as a target, spoken to over its REST API with an API token through
 * any of its nodes. Safe for use by many threads.
 */
public final class ProxmoxTarget implements TargetPlatform {
  private static final Logger log = LoggerFactory.getLogger(ProxmoxTarget.class);

  private final PveClient client;
  private final Storages storages;
  private final Machines machines;
  private final DiskImport disks;
  private final SharedDirectory directory;
  private final DiskUpload upload;
  private final NodeVolumes volumes;
  private final NodeLogin login;
  private final PlatformInfo info;

  /** Without SSH. */
  public static TargetPlatform connect(Endpoint endpoint, Secret secret) {
    return connect(endpoint.reachedBy(Endpoint.Ssh.NONE), secret, new Secret(""));
  }

  /**
   * Checks the certificate, then the token; throws {@link PlatformException}. Blocks. SSH is used
   * when something needs it.
   */
  public static TargetPlatform connect(Endpoint endpoint, Secret secret, Secret sshKey) {
    var client = new PveClient(endpoint, secret, (_, _, _, _) -> {});
    try {
      return new ProxmoxTarget(client, endpoint, sshKey);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private ProxmoxTarget(PveClient client, Endpoint endpoint, Secret sshKey) {
    var tasks = new PveTasks(client);
    this.client = client;
    this.info = meet(client, endpoint);
    this.storages = new Storages(client, tasks, endpoint.mounts().keySet());
    this.machines = new Machines(client, tasks, storages);
    this.disks = new DiskImport(client, tasks, storages, machines);
    this.directory = new SharedDirectory(client, storages, endpoint.mounts());
    this.upload = new DiskUpload(client, tasks, storages, endpoint.url());
    this.volumes = new NodeVolumes(client, storages);
    this.login = new NodeLogin(endpoint, sshKey);
  }

  private static PlatformInfo meet(PveClient client, Endpoint endpoint) {
    var version = PveVersion.parse(client.get("/version").path("version").asString(""));
    client.speak(version);
    var able = EnumSet.noneOf(Capability.class);
    if (version.importsUploads()) {
      able.add(Capability.UPLOAD_IMPORT);
    }
    if (!endpoint.mounts().isEmpty()) {
      able.add(Capability.SHARED_DIRECTORY);
    }
    if (version.consoleByToken()) {
      able.add(Capability.SERIAL_CONSOLE);
    }
    return new PlatformInfo("Proxmox VE", version.text(), instance(client), able);
  }

  /** A cluster has no id that everybody may read; the names of its nodes have to do. */
  private static String instance(PveClient client) {
    return StreamSupport.stream(client.get("/nodes").spliterator(), false)
        .map(node -> node.path("node").asString(""))
        .sorted()
        .collect(Collectors.joining(","));
  }

  @Override
  public PlatformInfo info() {
    return info;
  }

  @Override
  public List<TargetNode> nodes() {
    var nodes = new ArrayList<TargetNode>();
    for (var node : client.get("/nodes")) {
      var name = node.path("node").asString("");
      nodes.add(node(name, node.path("status").asString("").equals("online")));
    }
    return nodes;
  }

  /** A node that cannot be asked is shown as offline, and does not hide the others. */
  private TargetNode node(String name, boolean online) {
    if (online) {
      try {
        return new TargetNode(name, true, storages.on(name), bridges(name), login.reaches(name));
      } catch (PlatformException e) {
        if (!e.failure().transientFault()) {
          throw e;
        }
        log.warn("Node {} is online but does not answer: {}", name, e.getMessage());
      }
    }
    return new TargetNode(name, false, List.of(), List.of());
  }

  private List<String> bridges(String node) {
    var path = "/nodes/" + segment(node) + "/network";
    return StreamSupport.stream(client.get(path, Map.of("type", "any_bridge")).spliterator(), false)
        .map(bridge -> bridge.path("iface").asString(""))
        .sorted()
        .toList();
  }

  @Override
  public String nextMachineId() {
    return client.get("/cluster/nextid").asString("");
  }

  @Override
  public MachineRef create(Draft draft) {
    return machines.create(draft);
  }

  @Override
  public Optional<MachineRef> find(Marker marker) {
    return machines.find(marker);
  }

  @Override
  public Volume allocate(MachineRef machine, String storage, int index, long capacity) {
    return directory.allocate(machine, storage, index, capacity);
  }

  @Override
  public Volume planned(MachineRef machine, String storage, int index) {
    return directory.planned(machine, storage, index);
  }

  @Override
  public String allocateOnNode(MachineRef machine, String storage, int index, long capacity) {
    return volumes.allocate(machine, storage, index, capacity);
  }

  @Override
  public String plannedOnNode(MachineRef machine, String storage, int index) {
    return volumes.planned(machine, storage, index);
  }

  @Override
  public Served serve(String node, String volumeId, String name, boolean writable) {
    return NodeExport.start(login.shell(node), name, volumeId, writable);
  }

  @Override
  public void stopServing(String node, String name) {
    NodeExport.stop(login.shell(node), name);
  }

  @Override
  public String uploadId(String storage, String fileName) {
    return new VolumeId(storage, "import/" + fileName).toString();
  }

  @Override
  public void attach(MachineRef machine, Machine source, Machine.Disk disk, String volumeId) {
    disks.attach(machine, source, disk, volumeId);
  }

  @Override
  public String upload(
      String node,
      String storage,
      String fileName,
      ImageBytes image,
      String sha256,
      LongConsumer sent) {
    if (!info.capabilities().contains(Capability.UPLOAD_IMPORT)) {
      throw new PlatformException(
          Failure.of(
                  ErrorCode.UNSUPPORTED,
                  "Proxmox VE " + info.version() + " takes no disk images over its API",
                  "Update it to 8.4 or newer, or use a shared directory.")
              .with("version", info.version()));
    }
    return upload.upload(node, storage, ImageFile.check(image, fileName), sha256, sent);
  }

  @Override
  public Imported importDisk(
      MachineRef machine,
      Machine source,
      Machine.Disk disk,
      String storage,
      String uploadedVolume,
      LongConsumer copied) {
    return disks.importDisk(machine, source, disk, storage, uploadedVolume, copied);
  }

  @Override
  public boolean volumeExists(String node, String volumeId) {
    return storages.exists(node, volumeId);
  }

  @Override
  public void deleteVolume(String node, String volumeId) {
    storages.delete(node, volumeId);
  }

  @Override
  public void start(MachineRef machine) {
    machines.start(machine);
  }

  @Override
  public void stop(MachineRef machine) {
    machines.stop(machine);
  }

  @Override
  public PowerState power(MachineRef machine) {
    return machines.power(machine);
  }

  @Override
  public SerialConsole console(MachineRef machine) {
    return SerialTerminal.open(client, machine);
  }

  @Override
  public void handOver(MachineRef machine, Marker marker) {
    machines.handOver(machine, marker);
  }

  @Override
  public void destroy(MachineRef machine, Marker marker) {
    machines.destroy(machine, marker);
  }

  @Override
  public void close() {
    login.close();
    client.close();
  }
}
