"""A foreign vSphere client (pyvmomi) judges the pretend vCenter.

usage: foreign_vsphere.py SANDBOX_JSON inventory | schema | updates | export VM DIR | changes VM
Prints one JSON document.
"""
import hashlib
import http.client
import json
import ssl
import sys
import time
import xml.etree.ElementTree as ET
from urllib.parse import urlsplit

from pyVim.connect import Disconnect, SmartConnect
from pyVim.task import WaitForTask
from pyVmomi import VmomiSupport, vim, vmodl

ACCESS = json.load(open(sys.argv[1]))["vcenter"]
URL = urlsplit(ACCESS["url"])


def context(pem):
    trust = ssl.create_default_context(cafile=pem)
    trust.check_hostname = False
    return trust


def connect():
    return SmartConnect(
        host=URL.hostname, port=URL.port, user=ACCESS["username"], pwd=ACCESS["password"],
        sslContext=context(ACCESS["pem"]))


def machines(service):
    content = service.RetrieveContent()
    view = content.viewManager.CreateContainerView(content.rootFolder, [vim.VirtualMachine], True)
    traversal = vmodl.query.PropertyCollector.TraversalSpec(
        name="all", path="view", skip=False, type=vim.view.ContainerView)
    objects = vmodl.query.PropertyCollector.ObjectSpec(obj=view, skip=True, selectSet=[traversal])
    properties = vmodl.query.PropertyCollector.PropertySpec(
        type=vim.VirtualMachine, all=False,
        pathSet=["name", "config", "runtime", "layoutEx", "capability", "network", "summary", "guest"])
    spec = vmodl.query.PropertyCollector.FilterSpec(objectSet=[objects], propSet=[properties])
    collector = content.propertyCollector
    options = vmodl.query.PropertyCollector.RetrieveOptions(maxObjects=2)
    found, pages = [], 0
    page = collector.RetrievePropertiesEx([spec], options)
    while page is not None:
        pages += 1
        assert len(page.objects) <= 2
        found += page.objects
        page = collector.ContinueRetrievePropertiesEx(page.token) if page.token else None
    view.DestroyView()
    return [(o.obj, {p.name: p.val for p in o.propSet}) for o in found], pages


def inventory():
    service = connect()
    found, pages = machines(service)
    result = []
    for ref, values in found:
        devices = values["config"].hardware.device
        keys = {d.key: d for d in devices}
        result.append({
            "id": ref._moId,
            "name": values["name"],
            "firmware": values["config"].firmware,
            "power": values["runtime"].powerState,
            "uuid": values["config"].uuid,
            "cpus": values["config"].hardware.numCPU,
            "memory": values["config"].hardware.memoryMB,
            "extents": [f.name for f in values["layoutEx"].file if f.type == "diskExtent"],
            "disks": [{
                "key": d.key,
                "capacity": d.capacityInBytes,
                "controller": type(keys[d.controllerKey]).__name__,
                "bus": keys[d.controllerKey].busNumber,
                "unit": d.unitNumber,
                "mode": d.backing.diskMode,
                "file": d.backing.fileName,
            } for d in devices if isinstance(d, vim.vm.device.VirtualDisk)],
            "nics": [[type(d).__name__, d.macAddress, d.backing.network.name]
                     for d in devices if isinstance(d, vim.vm.device.VirtualEthernetCard)],
        })
    search = service.content.searchIndex
    by_uuid = search.FindByUuid(None, result[0]["uuid"], True, False)
    by_path = search.FindByInventoryPath(ACCESS["datacenter"] + "/vm/" + result[0]["name"])
    assert by_uuid._moId == by_path._moId == result[0]["id"]
    ref = found[0][0]
    host = ref.runtime.host
    place = []
    parent = ref.parent
    while parent is not None:
        place.append(parent.name)
        parent = parent.parent
    stores = [s.summary.name for s in ref.datastore]
    assert search.FindByUuid(None, "00000000-0000-0000-0000-000000000000", True, False) is None
    print(json.dumps({"machines": result, "pages": pages, "host": host.summary.config.sslThumbprint,
                      "about": service.content.about.apiVersion, "place": place, "stores": stores}))
    Disconnect(service)
    try:
        ref.name
        raise AssertionError("a property was read without a session")
    except vim.fault.NotAuthenticated:
        pass


def raw_call(body, cookie):
    connection = http.client.HTTPSConnection(URL.hostname, URL.port, context=context(ACCESS["pem"]))
    connection.request("POST", "/sdk", body, {"SOAPAction": "urn:vim25/6.7", "Cookie": cookie})
    answer = connection.getresponse()
    return answer.status, answer.read()


ENVELOPE = ('<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:x='
            '"http://www.w3.org/2001/XMLSchema-instance"><e:Body>%s</e:Body></e:Envelope>')
XSI = "{http://www.w3.org/2001/XMLSchema-instance}type"
VIM = "{urn:vim25}"


def check_order(element, declared, problems, seen):
    """Children must come in the order of the schema, and all that are mandatory must be there."""
    name = (element.get(XSI) or declared or "").split(":")[-1]
    try:
        kind = VmomiSupport.GetWsdlType("urn:vim25", name)
    except Exception:
        for child in element:
            check_order(child, child.tag.replace(VIM, ""), problems, seen)
        return
    if not hasattr(kind, "_GetPropertyList") or issubclass(kind, VmomiSupport.ManagedObject):
        for child in element:
            check_order(child, child.tag.replace(VIM, ""), problems, seen)
        return
    seen.add(name)
    known = [p for p in kind._GetPropertyList()]
    order = [p.name for p in known]
    tags = [c.tag.replace(VIM, "") for c in element]
    places = [order.index(t) if t in order else -1 for t in tags]
    if -1 in places:
        problems.append("%s has unknown %s" % (name, tags[places.index(-1)]))
    elif places != sorted(places):
        problems.append("%s has the wrong order %s" % (name, tags))
    for p in known:
        if not p.flags & VmomiSupport.F_OPTIONAL and p.name not in tags and not is_array(p.type):
            problems.append("%s lacks %s" % (name, p.name))
    by_name = {p.name: p for p in known}
    for child, tag in zip(element, tags):
        if tag in by_name:
            item = by_name[tag].type
            item = item.Item if is_array(item) else item
            expected = getattr(item, "_wsdlName", None)
            if child.get(XSI) is None and expected == "MethodFault":
                expected = "LocalizedMethodFault"
            check_order(child, expected, problems, seen)


def is_array(kind):
    return isinstance(kind, type) and issubclass(kind, VmomiSupport.Array)


def schema():
    """Compares the raw XML with pyvmomi's tables: order, unknown and missing elements."""
    service = connect()
    cookie = service._stub.cookie
    found, _ = machines(service)
    off, other = [ref for ref, v in found if v["runtime"].powerState == "poweredOff"][:2]
    WaitForTask(other.ReconfigVM_Task(vim.vm.ConfigSpec(changeTrackingEnabled=True)))
    snapshots = [snapshot(other, n) for n in ("stun", "tracked")]
    lease = off.ExportVm()
    while lease.state == vim.HttpNfcLease.State.initializing:
        time.sleep(0.05)
    lease.HttpNfcLeaseProgress(1)
    for device in lease.info.deviceUrl:
        fetch(device)
    objects = [("VirtualMachine", ref._moId) for ref, _ in found]
    objects += [("VirtualMachineSnapshot", s._moId) for s in snapshots]
    objects += [("HttpNfcLease", lease._moId), ("SessionManager", "SessionManager")]
    objects += [(type(o)._wsdlName, o._moId) for o in [
        found[0][0].runtime.host, found[0][0].datastore[0], found[0][0].network[0],
        found[0][0].parent, found[0][0].resourcePool, service.content.rootFolder]]
    task = found_task(found)
    objects.append(("Task", task._moId))
    problems, seen = [], set()
    for kind, moid in objects:
        body = ('<RetrieveProperties xmlns="urn:vim25"><_this type="PropertyCollector">propertyCollector'
                '</_this><specSet><propSet><type>%s</type><all>true</all></propSet><objectSet>'
                '<obj type="%s">%s</obj></objectSet></specSet></RetrieveProperties>' % (kind, kind, moid))
        status, xml = raw_call(ENVELOPE % body, cookie)
        assert status == 200, xml
        for returned in ET.fromstring(xml).iter(VIM + "returnval"):
            check_order(returned, "ObjectContent", problems, seen)
    for method, declared, this in [
            ("RetrieveServiceContent", "ServiceContent", ("ServiceInstance", "ServiceInstance")),
            ("HttpNfcLeaseGetManifest", "HttpNfcLeaseManifestEntry", ("HttpNfcLease", lease._moId)),
            ("QueryChangedDiskAreas", "DiskChangeInfo", ("VirtualMachine", other._moId))]:
        more = "" if method != "QueryChangedDiskAreas" else (
            '<snapshot type="VirtualMachineSnapshot">%s</snapshot><deviceKey>%d</deviceKey>'
            "<startOffset>0</startOffset><changeId>*</changeId>"
            % (snapshots[1]._moId, virtual_disks(other.config)[0].key))
        body = '<%s xmlns="urn:vim25"><_this type="%s">%s</_this>%s</%s>' % ((method,) + this + (more, method))
        status, xml = raw_call(ENVELOPE % body, cookie)
        assert status == 200, xml
        for returned in ET.fromstring(xml).iter(VIM + "returnval"):
            check_order(returned, declared, problems, seen)
    lease.HttpNfcLeaseAbort()
    status, xml = raw_call(ENVELOPE % '<NoSuch xmlns="urn:vim25"><_this type="Folder">x</_this></NoSuch>', cookie)
    Disconnect(service)
    print(json.dumps({"problems": sorted(set(problems)), "seen": sorted(seen), "unknown": status}))


def found_task(found):
    on = [ref for ref, v in found if v["runtime"].powerState == "poweredOn"][0]
    task = on.PowerOnVM_Task()
    while task.info.state not in ("success", "error"):
        time.sleep(0.05)
    return task


def updates():
    """Sees a power change as an update, and nothing when nothing happens."""
    service = connect()
    found, _ = machines(service)
    vm = [ref for ref, v in found if v["runtime"].powerState == "poweredOff"][0]
    collector = service.content.propertyCollector.CreatePropertyCollector()
    spec = vmodl.query.PropertyCollector.FilterSpec(
        objectSet=[vmodl.query.PropertyCollector.ObjectSpec(obj=vm)],
        propSet=[vmodl.query.PropertyCollector.PropertySpec(
            type=vim.VirtualMachine, pathSet=["runtime.powerState", "name"])])
    collector.CreateFilter(spec, False)
    first = collector.WaitForUpdatesEx("", vmodl.query.PropertyCollector.WaitOptions(maxWaitSeconds=5))
    quiet = collector.WaitForUpdatesEx(
        first.version, vmodl.query.PropertyCollector.WaitOptions(maxWaitSeconds=0))
    vm.PowerOnVM_Task()
    second = collector.WaitForUpdatesEx(
        first.version, vmodl.query.PropertyCollector.WaitOptions(maxWaitSeconds=20))
    changes = [[c.name, c.val] for c in second.filterSet[0].objectSet[0].changeSet]
    try:
        collector.CheckForUpdates("17")
        stale = "accepted"
    except vmodl.query.InvalidCollectorVersion:
        stale = "refused"
    WaitForTask(vm.PowerOffVM_Task(), si=service)
    twice = "accepted"
    try:
        WaitForTask(vm.PowerOffVM_Task(), si=service)
    except vim.fault.InvalidPowerState as fault:
        twice = fault.existingState
    collector.DestroyPropertyCollector()
    Disconnect(service)
    print(json.dumps({"first": first.filterSet[0].objectSet[0].kind, "quiet": quiet is None,
                      "changes": changes, "stale": stale, "twice": twice}))


def fetch(device, target=None):
    url = urlsplit(device.url.replace("*", URL.hostname))
    port = url.port or URL.port
    # The certificate is trusted by what the API said about it, and by nothing else.
    trust = ssl.create_default_context()
    trust.check_hostname = False
    trust.verify_mode = ssl.CERT_NONE
    connection = http.client.HTTPSConnection(url.hostname, port, context=trust, timeout=60)
    connection.connect()
    shown = hashlib.sha1(connection.sock.getpeercert(True)).hexdigest().upper()
    assert shown == device.sslThumbprint.replace(":", ""), "thumbprint"
    connection.request("GET", url.path)
    answer = connection.getresponse()
    assert answer.status == 200, answer.status
    sha1, sha256, size = hashlib.sha1(), hashlib.sha256(), 0
    sink = open(target, "wb") if target else None
    while True:
        block = answer.read(1 << 20)
        if not block:
            break
        sha1.update(block)
        sha256.update(block)
        size += len(block)
        if sink:
            sink.write(block)
    if sink:
        sink.close()
    return {"sha1": sha1.hexdigest(), "sha256": sha256.hexdigest(), "size": size,
            "length": answer.getheader("Content-Length")}


def export(name, folder):
    service = connect()
    found, _ = machines(service)
    vm = [ref for ref, v in found if v["name"] == name][0]
    lease = vm.ExportVm()
    states = [lease.state]
    while lease.state == vim.HttpNfcLease.State.initializing:
        time.sleep(0.02)
    states.append(lease.state)
    lease.HttpNfcLeaseSetManifestChecksumType([
        vim.KeyValue(key=d.key, value="sha256") for d in lease.info.deviceUrl if d.disk])
    blocked = "accepted"
    try:
        vm.PowerOnVM_Task()
    except vim.fault.TaskInProgress:
        blocked = "refused"
    devices = []
    for number, device in enumerate(lease.info.deviceUrl):
        target = "%s/%s" % (folder, device.targetId)
        entry = fetch(device, target)
        entry.update(key=device.key, disk=device.disk, file=target, host=urlsplit(device.url).netloc)
        devices.append(entry)
        lease.HttpNfcLeaseProgress(number)
    manifest = [{"key": m.key, "sha1": m.sha1, "checksum": m.checksum, "type": m.checksumType,
                 "size": m.size, "capacity": m.capacity} for m in lease.HttpNfcLeaseGetManifest()]
    kib = lease.info.totalDiskCapacityInKB
    lease.HttpNfcLeaseComplete()
    after = "there"
    try:
        lease.state
    except vmodl.fault.ManagedObjectNotFound:
        after = "gone"
    Disconnect(service)
    print(json.dumps({"states": states, "devices": devices, "manifest": manifest, "after": after,
                      "blocked": blocked, "capacityKiB": kib}))


def snapshot(vm, name):
    task = vm.CreateSnapshot_Task(name=name, description="by a test", memory=False, quiesce=False)
    WaitForTask(task)
    return task.info.result


def virtual_disks(config):
    return [d for d in config.hardware.device if isinstance(d, vim.vm.device.VirtualDisk)
            and not d.backing.diskMode.startswith("independent")]


def control(action, **arguments):
    access = json.load(open(sys.argv[1]))["control"]
    where = urlsplit(access["url"])
    connection = http.client.HTTPConnection(where.hostname, where.port)
    connection.request("POST", where.path + "/vcenter/" + action, json.dumps(arguments),
                       {"Authorization": "Bearer " + access["token"]})
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status == 200, text
    return json.loads(text)


def areas(vm, disk, change_id, **of):
    """All pages; what a page is about is what the answer says, not what was asked."""
    found, at, pages = [], 0, 0
    while at < disk.capacityInBytes:
        page = vm.QueryChangedDiskAreas(
            deviceKey=disk.key, startOffset=at, changeId=change_id, **of)
        assert page.startOffset == at and page.length > 0
        found += [(a.start, a.length) for a in page.changedArea]
        at += page.length
        pages += 1
    blocks = set()
    for start, length in found:
        assert start % BLOCK == 0
        blocks.update(range(start // BLOCK, (start + length + BLOCK - 1) // BLOCK))
    return blocks, pages


BLOCK = 65536


def content(path):
    with open(path, "rb") as file:
        return file.read()


def differing(one, other):
    return {i for i in range((len(one) + BLOCK - 1) // BLOCK)
            if one[i * BLOCK:(i + 1) * BLOCK] != other[i * BLOCK:(i + 1) * BLOCK]}


def refused(fault, call):
    try:
        call()
    except fault:
        return True
    return False


def flats(name):
    return {d["key"]: d["file"] for d in control("hash", machine=name)}


def write_for_a_while(name, least):
    total = 0
    while total < least:
        total += control("written", machine=name)["bytes"]
        time.sleep(0.05)


def changes(name):
    """A cycle of change tracking; what is true is said by the files of the datastore."""
    service = connect()
    found, _ = machines(service)
    vm = [ref for ref, v in found if v["name"] == name][0]
    first = virtual_disks(vm.config)[0]
    result = {"early": refused(vim.fault.FileFault, lambda: areas(vm, first, "*"))}
    WaitForTask(vm.PowerOnVM_Task())
    WaitForTask(vm.ReconfigVM_Task(vim.vm.ConfigSpec(changeTrackingEnabled=True)))
    stun = snapshot(vm, "stun")
    result["first"] = [d.backing.changeId for d in virtual_disks(stun.config)]
    WaitForTask(stun.RemoveSnapshot_Task(removeChildren=False))
    control("guest", machine=name, habit={"bytesPerSecond": 1 << 20, "bytes": 4096, "span": 0, "seed": 5})
    one = snapshot(vm, "one")
    disks = virtual_disks(one.config)
    paths = flats(name)
    before = {d.key: content(paths[d.key]) for d in disks}
    result["allocated"] = [
        differing(before[d.key], bytes(len(before[d.key]))) <= areas(vm, d, "*", snapshot=one)[0]
        for d in disks]
    result["running"] = [d.backing.fileName for d in virtual_disks(vm.config)]
    result["parents"] = [d.backing.parent.fileName for d in virtual_disks(vm.config)]
    result["frozen"] = [d.backing.fileName for d in disks]
    write_for_a_while(name, 1 << 19)
    result["still"] = all(content(paths[d.key]) == before[d.key] for d in disks)
    result["second"] = refused(vim.fault.TaskInProgress, lambda: (
        one.RemoveSnapshot_Task(removeChildren=False), snapshot(vm, "too soon")))
    while vm.snapshot is not None:
        time.sleep(0.05)
    result["merged"] = [d.backing.parent is None for d in virtual_disks(vm.config)]
    write_for_a_while(name, 1 << 18)
    two = snapshot(vm, "two")
    after = {d.key: content(paths[d.key]) for d in disks}
    reported = [areas(vm, d, d.backing.changeId, snapshot=two) for d in disks]
    result["exact"] = [r[0] == differing(before[d.key], after[d.key]) for r, d in zip(reported, disks)]
    result["changed"] = [len(r[0]) for r in reported]
    result["pages"] = [r[1] for r in reported]
    result["unknown"] = refused(
        vim.fault.FileFault, lambda: areas(vm, first, "52 00 11/1", snapshot=two))
    result["later"] = refused(vim.fault.FileFault, lambda: areas(vm, first, "*"))
    result["end"] = refused(vmodl.fault.InvalidArgument, lambda: vm.QueryChangedDiskAreas(
        snapshot=two, deviceKey=first.key, startOffset=first.capacityInBytes, changeId="*"))
    tracked = virtual_disks(two.config)
    vm.ShutdownGuest()
    while vm.runtime.powerState != "poweredOff":
        time.sleep(0.05)
    WaitForTask(two.RemoveSnapshot_Task(removeChildren=False))
    final = {d.key: content(paths[d.key]) for d in disks}
    result["final"] = [areas(vm, d, d.backing.changeId)[0] == differing(after[d.key], final[d.key])
                       for d in tracked]
    WaitForTask(vm.PowerOnVM_Task())
    result["tools"] = refused(vim.fault.ToolsUnavailable, vm.ShutdownGuest)
    WaitForTask(vm.PowerOffVM_Task())
    result["reset"] = refused(vim.fault.FileFault, lambda: areas(vm, first, tracked[0].backing.changeId))
    Disconnect(service)
    print(json.dumps(result))


{"changes": changes, "inventory": inventory, "schema": schema, "updates": updates, "export": export}[sys.argv[2]](*sys.argv[3:])
