; Inno Setup 6.3 or newer. Compiled by build_installer.py, which fills in the names between at signs.
; Silent: materia-setup.exe /VERYSILENT /SUPPRESSMSGBOXES /NORESTART [/ALLUSERS | /CURRENTUSER] [/DIR="..."] [/LOG="..."]
; Removing: unins000.exe /VERYSILENT. The library, bookmarks and notes of the users stay where they are.

[Setup]
AppId={{8B2C6A53-1E1F-4C59-9C0B-6D7B7B0F3E21}
AppName=Materia
AppVersion=@VERSION@
AppVerName=Materia @VERSION@
AppPublisher=Materia project
VersionInfoVersion=@NUMBERS@
VersionInfoTextVersion=@VERSION@
VersionInfoProductVersion=@NUMBERS@
VersionInfoProductTextVersion=@VERSION@
VersionInfoProductName=Materia
VersionInfoDescription=Materia setup
VersionInfoCompany=Materia project
VersionInfoCopyright=GPL-3.0-or-later as a whole; Materia itself Apache-2.0
DefaultDirName={autopf}\Materia
DefaultGroupName=Materia
DisableProgramGroupPage=yes
DisableDirPage=auto
; Per user unless asked otherwise: a locked-down workstation needs no administrator for it.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog commandline
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile=LICENCES.txt
SetupIconFile=materia.ico
UninstallDisplayIcon={app}\materiaw.exe
OutputBaseFilename=@OUTPUT@
OutputDir=out
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
ChangesAssociations=yes
ChangesEnvironment=yes
CloseApplications=yes
TimeStampsInUTC=yes
TouchDate=@DATE@
TouchTime=00:00

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"

[Tasks]
Name: "association"; Description: "Offer Materia for opening monographs (.md) and libraries (.zip)"
Name: "path"; Description: "Put the materia command on the path"; Flags: unchecked
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

[InstallDelete]
; What an older version had inside and this one has not must not be found by it.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "materia\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{autoprograms}\Materia"; Filename: "{app}\materiaw.exe"
Name: "{autodesktop}\Materia"; Filename: "{app}\materiaw.exe"; Tasks: desktopicon

[Registry]
Root: HKA; Subkey: "Software\Classes\Materia.Monograph"; ValueType: string; ValueData: "Materia monograph"; Flags: uninsdeletekey; Tasks: association
Root: HKA; Subkey: "Software\Classes\Materia.Monograph\DefaultIcon"; ValueType: string; ValueData: "{app}\materiaw.exe,0"; Tasks: association
Root: HKA; Subkey: "Software\Classes\Materia.Monograph\shell\open\command"; ValueType: string; ValueData: """{app}\materiaw.exe"" open ""%1"""; Tasks: association
Root: HKA; Subkey: "Software\Classes\.md\OpenWithProgids"; ValueType: string; ValueName: "Materia.Monograph"; ValueData: ""; Flags: uninsdeletevalue; Tasks: association
Root: HKA; Subkey: "Software\Classes\Materia.Library"; ValueType: string; ValueData: "Materia library"; Flags: uninsdeletekey; Tasks: association
Root: HKA; Subkey: "Software\Classes\Materia.Library\DefaultIcon"; ValueType: string; ValueData: "{app}\materiaw.exe,0"; Tasks: association
Root: HKA; Subkey: "Software\Classes\Materia.Library\shell\open\command"; ValueType: string; ValueData: """{app}\materiaw.exe"" open ""%1"""; Tasks: association
Root: HKA; Subkey: "Software\Classes\.zip\OpenWithProgids"; ValueType: string; ValueName: "Materia.Library"; ValueData: ""; Flags: uninsdeletevalue; Tasks: association
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: NotOnPath and not IsAdminInstallMode
Root: HKLM; Subkey: "SYSTEM\CurrentControlSet\Control\Session Manager\Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: NotOnPath and IsAdminInstallMode

[Run]
Filename: "{app}\materiaw.exe"; Description: "{cm:LaunchProgram,Materia}"; Flags: nowait postinstall skipifsilent

[Code]
function PathPlace(var Root: Integer; var Key: String): Boolean;
begin
  Result := True;
  if IsAdminInstallMode then
  begin
    Root := HKEY_LOCAL_MACHINE;
    Key := 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment';
  end
  else
  begin
    Root := HKEY_CURRENT_USER;
    Key := 'Environment';
  end;
end;

function NotOnPath: Boolean;
var
  Root: Integer;
  Key, Value: String;
begin
  PathPlace(Root, Key);
  if not RegQueryStringValue(Root, Key, 'Path', Value) then
    Value := '';
  Result := Pos(';' + Lowercase(ExpandConstant('{app}')) + ';', ';' + Lowercase(Value) + ';') = 0;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Root, Place: Integer;
  Key, Value, Own: String;
begin
  if Step <> usPostUninstall then
    Exit;
  PathPlace(Root, Key);
  if not RegQueryStringValue(Root, Key, 'Path', Value) then
    Exit;
  Own := ';' + ExpandConstant('{app}');
  Place := Pos(Lowercase(Own) + ';', Lowercase(Value) + ';');
  if Place > 0 then
  begin
    Delete(Value, Place, Length(Own));
    RegWriteExpandStringValue(Root, Key, 'Path', Value);
  end;
end;
