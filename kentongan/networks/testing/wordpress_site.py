"""The files that make Debian's WordPress a site of its own: configuration, theme, installation."""

from __future__ import annotations

import shutil
from pathlib import Path

from kentongan.networks.testing.processes import Unstarted

SOURCE = Path("/usr/share/wordpress")
DATABASE = "wordpress"

_CONFIG = """<?php
define('DB_NAME', '{database}');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
foreach (['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY',
          'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'] as $name) {{
    define($name, 'for tests only: ' . $name);
}}
define('WP_ENVIRONMENT_TYPE', 'local');
define('WP_SITEURL', '{address}');
define('WP_HOME', '{address}');
define('WP_CONTENT_DIR', __DIR__ . '/wp-content');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_DEBUG', false);
$table_prefix = 'wp_';
require_once ABSPATH . 'wp-settings.php';
"""

_QUIET = """<?php
/* Plugin Name: No mail leaves a test site. */
if (!function_exists('wp_mail')) {
    function wp_mail() { return true; }
}
add_filter('intermediate_image_sizes_advanced', '__return_empty_array');
"""

_THEME = """<?php
wp_head();
while (have_posts()) { the_post(); the_title('<h1>', '</h1>'); the_content(); comments_template(); }
wp_footer();
"""

_INSTALL = """<?php
$_SERVER['HTTP_HOST'] = '{host}';
$_SERVER['REQUEST_URI'] = '/';
define('WP_INSTALLING', true);
require __DIR__ . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Situs uji', 'admin', 'admin@example.test', true, '', wp_generate_password());
switch_theme('bare');
update_option('comment_moderation', '0');
update_option('comment_previously_approved', '0');
$people = [];
$roles = ['admin' => '', 'author' => 'author', 'editor' => 'editor', 'contributor' => 'contributor'];
foreach ($roles as $name => $role) {{
    $id = $role ? wp_insert_user(['user_login' => $name, 'user_email' => "$name@example.test",
        'user_pass' => wp_generate_password(), 'role' => $role]) : 1;
    [$password] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'tests']);
    $people[$name] = $password;
}}
echo 'PEOPLE=' . json_encode($people) . PHP_EOL;
"""


def lay_out(folder: Path, *, socket: Path, address: str) -> None:
    """Make a document root in `folder`: WordPress's libraries by link, and what is the site's own."""
    if not (SOURCE / "wp-load.php").exists():
        raise Unstarted("WordPress is not installed. On Debian: apt-get install wordpress")
    for page in SOURCE.glob("*.php"):
        # PHP takes a link's target for the file's place, and the site would read the machine's own configuration.
        if page.name != "wp-config.php":
            shutil.copyfile(page, folder / page.name)
    for library in ("wp-admin", "wp-includes"):
        (folder / library).symlink_to(SOURCE / library)
    _write(folder / "wp-config.php", _CONFIG.format(database=DATABASE, socket=socket, address=address))
    _write(folder / "install.php", _INSTALL.format(host=address.partition("//")[2]))
    content = folder / "wp-content"
    _write(content / "mu-plugins" / "quiet.php", _QUIET)
    _write(content / "themes" / "bare" / "style.css", "/* Theme Name: Bare */")
    _write(content / "themes" / "bare" / "index.php", _THEME)
    (content / "uploads").mkdir()


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
