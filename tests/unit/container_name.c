/* SPDX-License-Identifier: GPL-2.0-or-later */
/* container_name - what engines write into cgroup paths, and what only looks like it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "container.h"
#include "container_name.h"

#define ID "3f29c1d4a5b6978812345678901234567890abcdefabcdefabcdefabcdef0123"

static void engines_are_known(void **state)
{
	static const struct {
		const char *cgroups, *engine, *id;
	} known[] = {
		{ "0::/system.slice/docker-" ID ".scope\n", "docker", ID },
		{ "4:memory:/docker/" ID "\n0::/\n", "docker", ID },
		{ "0::/machine.slice/libpod-" ID ".scope/container\n", "podman", ID },
		{ "0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-" ID ".scope\n",
		  "kubernetes", ID },
		{ "0::/kubepods/besteffort/pod12345/" ID "\n", "kubernetes", ID },
		{ "0::/kubepods.slice/x.slice/crio-" ID ".scope\n", "kubernetes", ID },
		{ "0::/lxc.payload.web/system.slice/ssh.service\n", "lxc", "web" },
		{ "0::/machine.slice/machine-debian.scope/payload\n", "nspawn", "debian" },
		{ "0::/machine.slice/systemd-nspawn@web.service/payload\n", "nspawn", "web" },
		{ "0::/machine.slice/machine-my\\x2dbox.scope/payload\n", "nspawn", "my-box" },
		{ "0::/user.slice/crun-abc.scope\n", "crun", "abc" },
		{ "0::/user.slice/app-flatpak-org.gnome.Maps-77.scope\n", "flatpak",
		  "org.gnome.Maps-77" },
		{ "0::/docker/" ID "/docker/" ID "\n", "docker", ID },
		{ "1:name=systemd:/a:b/lxc/odd:name\n", "lxc", "odd:name" },
		{ "0::/system.slice/ssh.service\n", "systemd", "ssh.service" },
	};
	struct container_name name;

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		assert_true(container_name_read(known[i].cgroups, &name));
		assert_string_equal(name.engine, known[i].engine);
		assert_string_equal(name.id, known[i].id);
	}
}

static void others_are_not(void **state)
{
	static const char *const others[] = {
		"",
		"0::/\n",
		"0::/docker/notanid\n",
		"0::/docker-12.scop\n",
		"nonsense",
		"0:\n",
		"::",
		"0::/web\n",
		"0::/.service\n",
	};
	struct container_name name;

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		assert_false(container_name_read(others[i], &name));
	}
}

static void the_path_that_tells_most(void **state)
{
	static const struct {
		const char *cgroups, *path;
	} known[] = {
		{ "0::/web\n", "/web" },
		{ "4:memory:/web/deep/est\n0::/\n", "/web/deep/est" },
		{ "4:memory:/web/deep/est\n0::/two\n", "/two" },
		{ "0::/with:colon\n", "/with:colon" },
		{ "", "" },
	};
	char path[64];

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		container_cgroup_path(known[i].cgroups, path, sizeof path);
		assert_string_equal(path, known[i].path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(engines_are_known),
		cmocka_unit_test(others_are_not),
		cmocka_unit_test(the_path_that_tells_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
