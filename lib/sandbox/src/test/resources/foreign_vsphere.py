"""A foreign vSphere client (pyvmomi) judges the pretend vCenter.

usage: foreign_vsphere.py SANDBOX_JSON inventory | schema | updates | power VM | export VM DIR
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
    off = [ref for ref, v in found if v["runtime"].powerState == "poweredOff"][0]
    lease = off.ExportVm()
    while lease.state == vim.HttpNfcLease.State.initializing:
        time.sleep(0.05)
    lease.HttpNfcLeaseProgress(1)
    for device in lease.info.deviceUrl:
        fetch(device)
    objects = [("VirtualMachine", ref._moId) for ref, _ in found]
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
            ("HttpNfcLeaseGetManifest", "HttpNfcLeaseManifestEntry", ("HttpNfcLease", lease._moId))]:
        body = '<%s xmlns="urn:vim25"><_this type="%s">%s</_this></%s>' % ((method,) + this + (method,))
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


{"inventory": inventory, "schema": schema, "updates": updates, "export": export}[sys.argv[2]](*sys.argv[3:])
